# What this stage is: its sizes, and that it hands on what its module gives.

variables {
  account_id      = "123456789012"
  region          = "eu-central-1"
  owner           = "pictures-team"
  release_version = "1.4.0"
  alarm_emails    = ["pictures@example.org"]
  package = {
    bucket        = "captions-packages"
    key           = "1.4.0/captions-aws.zip"
    sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
  rollback_trigger = {
    url          = "https://gitlab.com/api/v4/projects/1234/ref/main/trigger/pipeline"
    token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:captions/gitlab-trigger-AbCdEf"
  }
  gitlab        = { project_path = "pictures/captions" }
  archive_job   = { enabled = true, shards = 40, max_parallel = 8 }
  archive_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-prod/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  network = {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}

run "plan" {
  command = plan

  assert {
    condition     = output.deployment.environment == "prod" && output.deployment.function_name == "captions-prod"
    error_message = "The stage is prod."
  }
  assert {
    condition     = output.deployment.budget.amount == 500 && output.deployment.limits.max_instances == 100 && output.deployment.limits.min_instances == 2
    error_message = "Budget and instances are this stage's."
  }
  assert {
    condition     = output.deployment.limits.memory_mb == 2048 && output.deployment.limits.log_retention_days == 365 && output.deployment.limits.result_retention_days == 0
    error_message = "Memory and retention are this stage's."
  }
  assert {
    condition     = alltrue(values(output.deployment.protections))
    error_message = "No protection is off."
  }
}

run "apply" {
  command = apply

  assert {
    condition     = startswith(output.caption_url, "https://") && startswith(output.store, "s3://captions-prod-") && startswith(output.result_store, "s3://captions-prod-")
    error_message = "It can be asked, and has stores of its own."
  }
  assert {
    condition     = output.registry == "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-prod" && startswith(output.identity, "arn:aws:iam::123456789012:role/")
    error_message = "Registry and identity are handed on."
  }
  assert {
    condition     = toset(keys(output.alarms)) == toset(["errors", "latency_p95", "throttles", "dead_letters", "oldest_event_age", "cost", "refused"])
    error_message = "The seven alarms are handed on."
  }
}

run "second_plan_changes_nothing" {
  command = plan

  assert {
    condition     = output.caption_url == run.apply.caption_url && output.alarms == run.apply.alarms && output.identity == run.apply.identity
    error_message = "What stands stays as it is."
  }
}
