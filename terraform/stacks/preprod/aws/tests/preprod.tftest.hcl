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
  gitlab = { project_path = "pictures/captions" }
}

run "plan" {
  command = plan

  assert {
    condition     = output.deployment.environment == "preprod" && output.deployment.function_name == "captions-preprod"
    error_message = "The stage is preprod."
  }
  assert {
    condition     = output.deployment.budget.amount == 150 && output.deployment.limits.max_instances == 20 && output.deployment.limits.min_instances == 0
    error_message = "Budget and instances are this stage's."
  }
  assert {
    condition     = output.deployment.limits.memory_mb == 2048 && output.deployment.limits.log_retention_days == 60 && output.deployment.limits.result_retention_days == 90
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
    condition     = startswith(output.caption_url, "https://") && startswith(output.store, "s3://captions-preprod-") && startswith(output.result_store, "s3://captions-preprod-")
    error_message = "It can be asked, and has stores of its own."
  }
  assert {
    condition     = output.registry == "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-preprod" && startswith(output.identity, "arn:aws:iam::123456789012:role/")
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
