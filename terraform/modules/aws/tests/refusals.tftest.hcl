# Variables that only AWS has, and what only AWS forbids; the common ones' refusals are tested in the core.

variables {
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "pictures-team"
  release_version = "1.4.0"
  alarm_emails    = []
  package = {
    bucket        = "captions-packages"
    key           = "1.4.0/captions-aws.zip"
    sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
}

run "entry_of_another_kind" {
  command = plan

  variables {
    entry = "load_balancer"
  }

  expect_failures = [var.entry]
}

run "no_messages_at_a_time" {
  command = plan

  variables {
    events_batch_messages = 0
  }

  expect_failures = [var.events_batch_messages]
}

run "more_messages_than_ten" {
  command = plan

  variables {
    events_batch_messages = 11
  }

  expect_failures = [var.events_batch_messages]
}

run "half_a_message" {
  command = plan

  variables {
    events_batch_messages = 1.5
  }

  expect_failures = [var.events_batch_messages]
}

run "network_without_subnets" {
  command = plan

  variables {
    network = { subnet_ids = [], security_group_ids = ["sg-0a1b2c3d"] }
  }

  expect_failures = [var.network]
}

run "network_of_other_things" {
  command = plan

  variables {
    network = { subnet_ids = ["vpc-0a1b2c3d"], security_group_ids = ["sg-0a1b2c3d"] }
  }

  expect_failures = [var.network]
}

run "archive_image_by_tag" {
  command = plan

  variables {
    archive_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-dev/jobs:latest"
  }

  expect_failures = [var.archive_image]
}

run "archive_image_of_another_registry" {
  command = plan

  variables {
    archive_image = "docker.io/captions/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  }

  expect_failures = [var.archive_image]
}

run "provider_that_is_none" {
  command = plan

  variables {
    gitlab_oidc_provider_arn = "arn:aws:iam::123456789012:role/gitlab"
  }

  expect_failures = [var.gitlab_oidc_provider_arn]
}

run "alias_for_a_key" {
  command = plan

  variables {
    secret_key_arns = ["alias/captions"]
  }

  expect_failures = [var.secret_key_arns]
}

run "signing_profile_by_name" {
  command = plan

  variables {
    signing_profile_version_arns = ["captions"]
  }

  expect_failures = [var.signing_profile_version_arns]
}

run "collector_without_tls" {
  command = plan

  variables {
    otlp_endpoint = "http://collector.example.org:4318"
  }

  expect_failures = [var.otlp_endpoint]
}

run "collector_with_a_user" {
  command = plan

  variables {
    otlp_endpoint = "https://user@collector.example.org"
  }

  expect_failures = [var.otlp_endpoint]
}

run "layer_without_a_version" {
  command = plan

  variables {
    layer_arns = ["arn:aws:lambda:eu-central-1:901920570463:layer:collector"]
  }

  expect_failures = [var.layer_arns]
}

run "one_instance" {
  command = plan

  variables {
    max_instances = 1
  }

  expect_failures = [aws_lambda_function.this]
}

run "http_api_that_waits_too_long" {
  command = plan

  variables {
    entry           = "http_api"
    timeout_seconds = 60
  }

  expect_failures = [aws_lambda_function.this]
}

run "settings_above_four_kilobytes" {
  command = plan

  variables {
    settings = { CAPTION_ALLOWED_ORIGINS = join(",", [for i in range(200) : "https://origin-${i}.example.org"]) }
  }

  expect_failures = [aws_lambda_function.this]
}

run "reviews_where_the_function_has_no_rights" {
  command = plan

  variables {
    settings = { CAPTION_REVIEWS_TO = "s3://somebody-elses/reviews/" }
  }

  expect_failures = [aws_lambda_function.this]
}

run "uploads_among_the_events" {
  command = plan

  variables {
    settings = { CAPTION_UPLOADS_TO = "s3://captions-dev-store/in/" }
  }

  expect_failures = [aws_lambda_function.this]
}

run "tag_of_the_budget" {
  command = plan

  variables {
    tags = { deployment = "mine" }
  }

  expect_failures = [aws_budgets_budget.this]
}

run "archive_without_a_network" {
  command = plan

  variables {
    archive_job   = { enabled = true }
    archive_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-dev/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  }

  expect_failures = [aws_batch_compute_environment.archive]
}

run "archive_without_an_image" {
  command = plan

  variables {
    archive_job = { enabled = true }
    network     = { subnet_ids = ["subnet-0a1b2c3d"], security_group_ids = ["sg-0a1b2c3d"] }
  }

  expect_failures = [aws_batch_compute_environment.archive]
}

run "a_loop_with_wrong_words" {
  command = plan

  variables {
    loop = { schedule = "41 3 * * *", image = "jobs:latest", key_secret_arn = "loop.pem", address = "loop", timeout_hours = 0 }
  }

  expect_failures = [var.loop]
}

run "a_loop_without_a_network" {
  command = plan

  variables {
    settings = { CAPTION_MODEL_FROM = "s3://captions-dev-168376-results/models/", CAPTION_REVIEWS_TO = "s3://captions-dev-168376-results/reviews/" }
    loop = {
      schedule       = "rate(1 hour)"
      image          = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-dev/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      key_secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/loop-AbCdEf"
    }
  }

  expect_failures = [aws_batch_compute_environment.loop]
}
