# Limits by cloud, settings, alarms and protections.

variables {
  cloud           = "aws"
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "team-pictures"
  release_version = "1.4.0"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = []
}

run "defaults_on_aws" {
  command = plan
  assert {
    condition     = output.limits.memory_mb == 1769 && output.limits.vcpus == 1 && output.limits.concurrency_per_instance == 1 && output.limits.max_instances == 10 && output.limits.min_instances == 0
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
  assert {
    condition     = output.settings == tomap({ CAPTION_AUTH = "platform", CAPTION_CONCURRENCY = "1", CAPTION_DEADLINE_SECONDS = "29", CAPTION_RETENTION_DAYS = "0" })
    error_message = "The settings are ${jsonencode(output.settings)}."
  }
  assert {
    condition     = join(" ", keys(output.alarms)) == "cost dead_letters errors latency_p95 oldest_event_age refused throttles"
    error_message = "The alarms are ${join(" ", keys(output.alarms))}."
  }
  assert {
    condition     = alltrue(values(output.protections)) && length(output.protections) == 8 && length(output.exception_tags) == 0
    error_message = "The protections are ${jsonencode(output.protections)}."
  }
}

run "defaults_on_azure" {
  command = plan
  variables {
    cloud   = "azure"
    region  = "westeurope"
    package = { container = "packages", key = "captions.zip" }
  }
  assert {
    condition     = output.limits.memory_mb == 2048 && output.limits.vcpus == 1 && output.limits.concurrency_per_instance == 2
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
}

run "defaults_on_gcp" {
  command = plan
  variables {
    cloud   = "gcp"
    region  = "europe-west1"
    package = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
  assert {
    condition     = output.limits.memory_mb == 1024 && output.limits.vcpus == 2 && output.limits.concurrency_per_instance == 2
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
}

run "large_memory_on_gcp_brings_the_processors_it_needs" {
  command = plan
  variables {
    cloud                 = "gcp"
    region                = "europe-west1"
    memory_mb             = 32768
    monthly_budget_amount = 1000
    package               = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
  assert {
    condition     = output.limits.vcpus == 8
    error_message = "There are ${output.limits.vcpus} processors."
  }
}

run "defaults_on_kubernetes" {
  command = plan
  variables {
    cloud   = "kubernetes"
    region  = "west"
    package = { image = "registry.example.org/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
  assert {
    condition     = output.limits.memory_mb == 1024 && output.limits.vcpus == 2 && output.limits.concurrency_per_instance == 16
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
}

run "an_image_of_ecr_pinned_by_its_digest_is_a_package" {
  command = plan
  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
}

run "keys_are_taken_with_the_secret_that_holds_them" {
  command = plan
  variables {
    access     = "keys"
    secrets    = { CAPTION_KEYS_FILE = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:captions-keys-AbCdEf" }
    exceptions = { public_access = "The form on our public site asks it from browsers." }
  }
  assert {
    condition     = output.settings.CAPTION_AUTH == "keys" && !output.protections.public_access && output.protections.public_network
    error_message = "The settings are ${jsonencode(output.settings)}."
  }
}

run "tokens_are_taken_with_their_issuer" {
  command = plan
  variables {
    access   = "jwt"
    settings = { CAPTION_JWT_ISSUER = "https://login.example.org", CAPTION_JWT_AUDIENCE = "captions", CAPTION_JWT_KEY_SET = "https://login.example.org/keys" }
  }
  assert {
    condition     = output.settings.CAPTION_AUTH == "jwt" && output.settings.CAPTION_JWT_ISSUER == "https://login.example.org"
    error_message = "The settings are ${jsonencode(output.settings)}."
  }
}

run "the_answer_comes_before_the_platform_s_timeout" {
  command = plan
  variables {
    timeout_seconds       = 3
    result_retention_days = 365
  }
  assert {
    condition     = output.settings.CAPTION_DEADLINE_SECONDS == "2" && output.settings.CAPTION_RETENTION_DAYS == "365" && output.limits.timeout_seconds == 3
    error_message = "The settings are ${jsonencode(output.settings)}."
  }
}

run "thresholds_reach_the_alarms" {
  command = plan
  variables {
    alarm_thresholds = {
      error_percent = 1, latency_p95_ms = 2000, throttles_per_minute = 3, dead_letters = 4, oldest_event_age_seconds = 500, cost_percent = 60, refused_percent = 70
    }
  }
  assert {
    condition = { for name, alarm in output.alarms : name => alarm.threshold } == {
      errors = 1, latency_p95 = 2000, throttles = 3, dead_letters = 4, oldest_event_age = 500, cost = 60, refused = 70
    }
    error_message = "The alarms are ${jsonencode(output.alarms)}."
  }
  assert {
    condition     = join(" ", [for name, alarm in output.alarms : name if alarm.rolls_back]) == "errors latency_p95 refused"
    error_message = "The alarms are ${jsonencode(output.alarms)}."
  }
}

run "short_logs_are_kept_with_a_reason" {
  command = plan
  variables {
    log_retention_days = 7
    exceptions         = { short_logs = "Logs hold addresses that may be kept for a week." }
  }
  assert {
    condition     = output.limits.log_retention_days == 7
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
}

run "production_without_a_trigger_needs_a_reason" {
  command = plan
  variables {
    environment  = "prod"
    alarm_emails = ["team@example.org"]
    exceptions   = { no_rollback = "The pipeline of this project is at another vendor." }
  }
  assert {
    condition     = !output.protections.no_rollback
    error_message = "The protections are ${jsonencode(output.protections)}."
  }
}
