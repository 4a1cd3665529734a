# What is known once everything is there: policies as documents, ARNs that meet, outputs.

variables {
  environment     = "prod"
  region          = "eu-central-1"
  owner           = "pictures-team"
  release_version = "1.4.0"
  alarm_emails    = ["pictures@example.org", "night@example.org"]
  package = {
    bucket        = "captions-packages"
    key           = "1.4.0/captions-aws.zip"
    sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  }
  secrets = {
    CAPTION_KEYS_FILE = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf"
  }
  access                = "keys"
  result_retention_days = 90
  rollback_trigger = {
    url          = "https://gitlab.com/api/v4/projects/1234/ref/main/trigger/pipeline"
    token_secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/trigger-AbCdEf"
  }
  gitlab = {
    project_path   = "pictures/captions"
    protected_refs = ["main", "release"]
  }
  archive_job   = { enabled = true, shards = 40, max_parallel = 8, timeout_hours = 12 }
  archive_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-prod/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  network = {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}

run "all_of_it_stands" {
  command = apply

  assert {
    condition     = jsondecode(aws_sqs_queue.events.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.dead_letters.arn, maxReceiveCount = 6 }
    error_message = "A message is tried six times, then it is a dead letter."
  }
  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.dead_letters.redrive_allow_policy).sourceQueueArns == [aws_sqs_queue.events.arn]
    error_message = "Only the events' queue sends its dead letters there."
  }
  assert {
    condition = [for statement in jsondecode(aws_sqs_queue_policy.events.policy).Statement :
    statement.Condition.ArnEquals["aws:SourceArn"] if statement.Effect == "Allow"] == ["arn:aws:s3:::${aws_s3_bucket.this["store"].bucket}"]
    error_message = "The store alone may send events."
  }
  assert {
    condition = alltrue([for bucket, policy in aws_s3_bucket_policy.this : anytrue([for statement in jsondecode(policy.policy).Statement :
    statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"])])
    error_message = "Buckets answer over TLS alone."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : !contains(flatten([statement.Action]), "*") && (statement.Sid == "Traces" || !contains(flatten([statement.Resource]), "*"))])
    error_message = "The function's role has exact actions on exact resources, but for X-Ray's calls, which have no resource types."
  }
  assert {
    condition = one([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : flatten([statement.Resource]) if statement.Sid == "Secrets"]) == [
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf"
    ]
    error_message = "The function may read its own secrets."
  }
  assert {
    condition = one([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : flatten([statement.Resource]) if statement.Sid == "Results"]) == [
      "arn:aws:s3:::${aws_s3_bucket.this["results"].bucket}/*"
    ]
    error_message = "Results are the one thing that the function replaces or deletes."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.events.function_name == aws_lambda_alias.live.arn
    error_message = "Events come to the alias, as callers do."
  }
  assert {
    condition     = one(aws_lambda_function.this.dead_letter_config).target_arn == aws_sqs_queue.dead_letters.arn && aws_lambda_function.this.kms_key_arn == one(aws_kms_key.this).arn
    error_message = "Lost calls are kept, and settings are encrypted with the own key."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset([aws_sns_topic.alarms.arn])])
    error_message = "Every alarm reaches people."
  }
  assert {
    condition = toset(jsondecode(one(aws_cloudwatch_event_rule.rollback).event_pattern).resources) == toset([
      for alarm in ["errors", "latency_p95", "refused"] : "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:captions-prod-${replace(alarm, "_", "-")}"
    ])
    error_message = "Alarms that speak of a bad version call the pipeline."
  }
  assert {
    condition     = one(one(aws_cloudwatch_event_target.rollback).dead_letter_config).arn == one(aws_sqs_queue.trigger_dead_letters).arn
    error_message = "Calls of the pipeline that failed are kept."
  }
  assert {
    condition     = one(aws_cloudwatch_event_api_destination.gitlab).invocation_endpoint == "https://gitlab.com/api/v4/projects/1234/ref/main/trigger/pipeline"
    error_message = "The pipeline's trigger is called."
  }
  assert {
    condition     = one(one(one(one(aws_cloudwatch_event_connection.gitlab).auth_parameters).invocation_http_parameters).query_string).key == "token" && one(one(one(one(aws_cloudwatch_event_connection.gitlab).auth_parameters).invocation_http_parameters).query_string).is_value_secret
    error_message = "The token travels as a secret."
  }
  assert {
    condition     = aws_codedeploy_deployment_group.live.auto_rollback_configuration[0].enabled && aws_codedeploy_deployment_group.live.alarm_configuration[0].alarms == toset(["captions-prod-errors", "captions-prod-latency-p95", "captions-prod-refused"])
    error_message = "A deployment that an alarm stops goes back by itself."
  }
  assert {
    condition = one([for statement in jsondecode(one(aws_iam_role.deploy).assume_role_policy).Statement : statement.Condition.StringEquals["gitlab.com:sub"]]) == [
      "project_path:pictures/captions:ref_type:branch:ref:main", "project_path:pictures/captions:ref_type:branch:ref:release",
    ]
    error_message = "Only the protected branches of the one project deploy."
  }
  assert {
    condition = one([for statement in jsondecode(one(aws_iam_role_policy.deploy).policy).Statement : flatten([statement.Resource]) if statement.Sid == "Packages"]) == [
      "arn:aws:s3:::captions-packages/*"
    ]
    error_message = "The pipeline puts packages where the first one lies."
  }
  assert {
    condition     = one([for rule in aws_s3_bucket_lifecycle_configuration.this["results"].rule : rule.expiration[0].days if rule.id == "results"]) == 90
    error_message = "Results go after ninety days."
  }
  assert {
    condition     = jsondecode(one(aws_batch_job_definition.archive).container_properties).networkConfiguration.assignPublicIp == "DISABLED" && one(one(aws_batch_compute_environment.archive).compute_resources).max_vcpus == 16
    error_message = "Workers are private, and at most eight at a time."
  }
  assert {
    condition     = { for entry in jsondecode(one(aws_batch_job_definition.archive).container_properties).environment : entry.name => entry.value }["CAPTION_SHARD_COUNT"] == "40"
    error_message = "Workers know how many shares there are."
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 7 && length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets[0].properties.alarms) == 7
    error_message = "The dashboard shows the seven alarms."
  }
  assert {
    condition     = length(aws_budgets_budget.this.notification) == 3 && alltrue([for notification in aws_budgets_budget.this.notification : notification.subscriber_sns_topic_arns == toset([aws_sns_topic.alarms.arn])])
    error_message = "The budget is told at its share, at the whole and when it is foreseen."
  }
  assert {
    condition     = startswith(output.caption_url, "https://") && endswith(output.caption_url, "/") && length(output.alarms) == 7 && output.identity == aws_iam_role.function.arn
    error_message = "Outputs say where to ask, what alarms and who runs."
  }
  assert {
    condition     = output.deployment.function_name == "captions-prod" && output.deployment.alias == "live" && output.deployment.package_bucket == "captions-packages" && output.deployment.canary.percent == 10
    error_message = "The delivery is told what it moves."
  }
  assert {
    condition     = output.registry == "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-prod"
    error_message = "The registry's repositories are below one address."
  }
}

run "a_loop_is_submitted_by_the_clock_with_its_key" {
  command = apply

  variables {
    settings = {
      CAPTION_MODEL_FROM = "s3://captions-prod-e57270-results/models/"
      CAPTION_REVIEWS_TO = "s3://captions-prod-e57270-results/reviews/"
      CAPTION_MAX_PIXELS = "40000000"
    }
    loop = {
      schedule       = "cron(41 3 * * ? *)"
      image          = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/captions-prod/jobs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      key_secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/loop-AbCdEf"
    }
  }

  assert {
    condition     = slice(jsondecode(one(aws_batch_job_definition.loop).container_properties).command, 0, 1) == ["loop"] && contains(jsondecode(one(aws_batch_job_definition.loop).container_properties).command, "--once")
    error_message = "It does not look once."
  }
  assert {
    condition     = jsondecode(one(aws_batch_job_definition.loop).container_properties).secrets == [{ name = "CAPTION_SIGNING_KEY", valueFrom = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/loop-AbCdEf" }]
    error_message = "Its key does not come from the secret."
  }
  assert {
    condition = { for entry in jsondecode(one(aws_batch_job_definition.loop).container_properties).environment : entry.name => entry.value } == {
      CAPTION_MODEL_CACHE = "/tmp/models"
      CAPTION_MODEL_FROM  = "s3://captions-prod-e57270-results/models/"
      CAPTION_REVIEWS_TO  = "s3://captions-prod-e57270-results/reviews/"
    }
    error_message = "It has other settings than those of registry and reviews."
  }
  assert {
    condition     = jsondecode(one(one(aws_scheduler_schedule.loop).target).input).JobQueue == one(aws_batch_job_queue.loop).arn && one(aws_scheduler_schedule.loop).schedule_expression == "cron(41 3 * * ? *)"
    error_message = "The clock submits something else."
  }
  assert {
    condition     = jsondecode(one(aws_iam_role_policy.loop_schedule).policy).Statement[0].Action == ["batch:SubmitJob"]
    error_message = "The clock may do more than submit."
  }
}
