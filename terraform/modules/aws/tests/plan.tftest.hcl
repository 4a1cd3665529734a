# What a plan alone tells: sizes, names, protections and their exceptions.

variables {
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "pictures-team"
  release_version = "1.4.0"
  alarm_emails    = ["pictures@example.org"]
  package = {
    bucket        = "captions-packages"
    key           = "1.4.0/captions-aws.zip"
    sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
}

run "defaults_are_protected" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.handler == "bootstrap" && aws_lambda_function.this.publish
    error_message = "A package runs as a custom runtime, and every change is a version."
  }
  assert {
    condition     = aws_lambda_function.this.memory_size == 1769 && aws_lambda_function.this.timeout == 30 && aws_lambda_function.this.reserved_concurrent_executions == 10
    error_message = "Memory, time and instances are capped by default."
  }
  assert {
    condition     = one(aws_lambda_function.this.tracing_config).mode == "Active"
    error_message = "Calls are traced."
  }
  assert {
    condition     = one(aws_lambda_function_url.live).authorization_type == "AWS_IAM" && one(aws_lambda_function_url.live).qualifier == "live"
    error_message = "The URL stands before the alias and asks IAM."
  }
  assert {
    condition     = length(aws_lambda_permission.public_url) + length(aws_lambda_permission.public_url_invoke) == 0
    error_message = "Nobody is let in without an identity."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.events.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Failed messages are named, or they would be lost."
  }
  assert {
    condition     = one(aws_lambda_event_source_mapping.events.scaling_config).maximum_concurrency == 5
    error_message = "Events take half of the instances."
  }
  assert {
    condition     = aws_sqs_queue.events.visibility_timeout_seconds >= 6 * aws_lambda_function.this.timeout
    error_message = "A message stays hidden for six timeouts of the function."
  }
  assert {
    condition     = aws_sqs_queue.dead_letters.message_retention_seconds == 1209600
    error_message = "Dead letters are kept for fourteen days."
  }
  assert {
    condition     = toset(keys(aws_s3_bucket.this)) == toset(["store", "results", "logs"]) && alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy])
    error_message = "Three buckets, none of which goes while something is in it."
  }
  assert {
    condition     = alltrue([for block in aws_s3_bucket_public_access_block.this : block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "No bucket can be made public."
  }
  assert {
    condition     = alltrue([for versioning in aws_s3_bucket_versioning.this : one(versioning.versioning_configuration).status == "Enabled"])
    error_message = "Every bucket keeps versions."
  }
  assert {
    condition     = one(aws_kms_key.this).enable_key_rotation && one(aws_kms_key.this).deletion_window_in_days == 30
    error_message = "A key of its own, that rotates and takes its time to go."
  }
  assert {
    condition     = aws_cloudwatch_log_group.function.retention_in_days == 30 && aws_cloudwatch_log_group.function.name == "/aws/lambda/captions-dev"
    error_message = "Logs end after thirty days."
  }
  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["errors", "latency_p95", "throttles", "dead_letters", "oldest_event_age", "cost", "refused"])
    error_message = "The seven alarms, no more and no fewer."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["oldest_event_age"].threshold == 900 && aws_cloudwatch_metric_alarm.this["errors"].threshold == 2
    error_message = "Thresholds are the core's."
  }
  assert {
    condition     = keys(aws_sns_topic_subscription.emails) == ["pictures@example.org"] && aws_sns_topic_subscription.emails["pictures@example.org"].protocol == "email"
    error_message = "People hear of alarms by e-mail."
  }
  assert {
    condition     = aws_budgets_budget.this.limit_amount == "50" && aws_budgets_budget.this.limit_unit == "USD"
    error_message = "The budget is the month's."
  }
  assert {
    condition     = toset(keys(aws_ecr_repository.this)) == toset(["host", "jobs", "models"]) && alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE" && !repository.force_delete])
    error_message = "Tags of images never move."
  }
  assert {
    condition     = length(aws_iam_role.deploy) + length(aws_batch_job_definition.archive) + length(aws_cloudwatch_event_rule.rollback) == 0
    error_message = "What was not asked for is not there."
  }
  assert {
    condition = aws_lambda_function.this.tags == tomap({
      name       = "captions", environment = "dev", owner = "pictures-team", cost-center = "none", data-classification = "internal", release = "1.4.0",
      managed-by = "terraform", deployment = "captions-dev",
    })
    error_message = "All tags are there, and none of an exception's."
  }
}

run "settings_follow_from_the_wiring" {
  command = plan

  variables {
    settings = { CAPTION_MAX_SIDE = "8000" }
    secrets  = { CAPTION_KEYS_FILE = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf" }
    access   = "keys"
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables["CAPTION_EVENTS_FROM"] == "s3://${aws_s3_bucket.this["store"].bucket}/in/"
    error_message = "Events come from the store."
  }
  assert {
    condition     = one(aws_lambda_function.this.environment).variables["CAPTION_RESULTS_TO"] == "s3://${aws_s3_bucket.this["results"].bucket}/"
    error_message = "Results go to the result store."
  }
  assert {
    condition     = one(aws_lambda_function.this.environment).variables["CAPTION_MAX_SIDE"] == "8000" && one(aws_lambda_function.this.environment).variables["CAPTION_CONCURRENCY"] == "1"
    error_message = "The operator's settings and the cloud's are both there."
  }
  assert {
    condition     = one(aws_lambda_function.this.environment).variables["CAPTION_KEYS_FILE"] == "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf"
    error_message = "Of a secret the environment has the ARN."
  }
  assert {
    condition     = output.store == "s3://${aws_s3_bucket.this["store"].bucket}/in/" && output.result_store == "s3://${aws_s3_bucket.this["results"].bucket}/"
    error_message = "Outputs are the addresses that the settings have."
  }
}

run "an_image_takes_the_place_of_the_package" {
  command = plan

  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-dev/host@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }

  assert {
    condition     = aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.runtime == null && aws_lambda_function.this.s3_bucket == null
    error_message = "An image brings its own runtime."
  }
}

run "an_http_api_takes_the_place_of_the_url" {
  command = plan

  variables {
    entry = "http_api"
  }

  assert {
    condition     = length(aws_lambda_function_url.live) == 0 && one(aws_apigatewayv2_route.this).authorization_type == "AWS_IAM"
    error_message = "One way in, and it asks IAM."
  }
  assert {
    condition     = one(aws_apigatewayv2_integration.this).payload_format_version == "2.0"
    error_message = "Payload format 2.0."
  }
  assert {
    condition     = one(one(aws_apigatewayv2_stage.this).default_route_settings).throttling_rate_limit == 100 && one(aws_cloudwatch_log_group.entry).retention_in_days == 30
    error_message = "Calls are throttled and logged."
  }
}

run "every_exception_shows_and_becomes_a_tag" {
  command = plan

  variables {
    access = "keys"
    secrets = {
      CAPTION_KEYS_FILE = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf"
    }
    exceptions = {
      public_access     = "a demonstration for visitors, behind keys of its own"
      unversioned_store = "pictures are copies of an archive that keeps versions"
      unencrypted_keys  = "a trial in an account that is closed next week"
      deletable_store   = "a trial in an account that is closed next week"
      short_logs        = "a trial in an account that is closed next week"
      no_rollback       = "a trial that nobody depends on, without a pipeline"
    }
    log_retention_days = 7
  }

  assert {
    condition     = one(aws_lambda_function_url.live).authorization_type == "NONE" && one(aws_lambda_permission.public_url).principal == "*" && one(aws_lambda_permission.public_url_invoke).invoked_via_function_url
    error_message = "public_access opens the URL, by both statements that it needs."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this["store"].versioning_configuration[0].status == "Suspended"
    error_message = "unversioned_store ends versions."
  }
  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_sqs_queue.events.sqs_managed_sse_enabled && one(one(aws_s3_bucket_server_side_encryption_configuration.this["store"].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without an own key the platform's encrypt."
  }
  assert {
    condition     = alltrue([for bucket in aws_s3_bucket.this : bucket.force_destroy])
    error_message = "deletable_store lets buckets go with what is in them."
  }
  assert {
    condition     = aws_cloudwatch_log_group.function.retention_in_days == 7
    error_message = "short_logs allows seven days."
  }
  assert {
    condition     = !one(aws_codedeploy_deployment_group.live.auto_rollback_configuration).enabled && !one(aws_codedeploy_deployment_group.live.alarm_configuration).enabled
    error_message = "no_rollback leaves versions where they are."
  }
  assert {
    condition = alltrue([for name in ["public_access", "unversioned_store", "unencrypted_keys", "deletable_store", "short_logs", "no_rollback"] :
    length(lookup(aws_lambda_function.this.tags, "exception-${name}", "")) >= 20])
    error_message = "Each reason is a tag."
  }
}

run "a_collector_is_named_with_what_it_needs" {
  command = plan

  variables {
    otlp_endpoint = "http://127.0.0.1:4318"
    layer_arns    = ["arn:aws:lambda:eu-central-1:901920570463:layer:aws-otel-collector-amd64-ver-0-117-0:1"]
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://127.0.0.1:4318" && one(aws_lambda_function.this.environment).variables["OTEL_SERVICE_NAME"] == "captions-dev"
    error_message = "Spans go to the collector, under the function's name."
  }
  assert {
    condition     = length(aws_lambda_function.this.layers) == 1
    error_message = "The collector's layer is beside the package."
  }
}

run "signatures_are_asked_for" {
  command = plan

  variables {
    signing_profile_version_arns = ["arn:aws:signer:eu-central-1:111122223333:/signing-profiles/captions/AbCdEf1234"]
  }

  assert {
    condition     = one(one(aws_lambda_code_signing_config.this).policies).untrusted_artifact_on_deployment == "Enforce"
    error_message = "Unsigned code cannot be deployed."
  }
}

run "a_function_in_a_network_may_have_its_interfaces" {
  command = plan

  variables {
    network = { subnet_ids = ["subnet-0a1b2c3d"], security_group_ids = ["sg-0a1b2c3d"], function = true }
  }

  assert {
    condition     = one(aws_lambda_function.this.vpc_config).subnet_ids == toset(["subnet-0a1b2c3d"])
    error_message = "The function is in the network."
  }
  assert {
    condition     = contains([for statement in data.aws_iam_policy_document.function.statement : statement.sid], "Network")
    error_message = "Its role may make network interfaces."
  }
}

run "canary_of_nothing_is_all_at_once" {
  command = plan

  variables {
    canary = { percent = 0, minutes = 1 }
  }

  assert {
    condition     = one(aws_codedeploy_deployment_config.canary.traffic_routing_config).type == "AllAtOnce"
    error_message = "0 percent takes no time."
  }
}

run "instances_are_kept_ready" {
  command = plan

  variables {
    min_instances         = 2
    monthly_budget_amount = 200
  }

  assert {
    condition     = one(aws_lambda_provisioned_concurrency_config.live).provisioned_concurrent_executions == 2
    error_message = "min_instances are provisioned on the alias."
  }
}
