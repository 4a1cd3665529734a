# An alarm that speaks of a bad version calls the pipeline, which takes the release back: alarm -> EventBridge -> GitLab's trigger. Calls
# that failed for good wait among dead letters of their own.

locals {
  has_rollback_trigger = var.rollback_trigger != null && !contains(keys(var.exceptions), "no_rollback")
  rollback_count       = local.has_rollback_trigger ? 1 : 0
  rollback_alarm_arns  = [for alarm, values in module.core.alarms : local.alarm_arns[alarm] if values.rolls_back]

  token_is_parameter = local.has_rollback_trigger && strcontains(try(var.rollback_trigger.token_secret, ""), ":ssm:")
}

resource "aws_cloudwatch_event_rule" "rollback" {
  count = local.rollback_count

  name        = "${local.name}-rollback"
  description = "An alarm of ${local.name} that speaks of a bad version"
  tags        = local.tags

  event_pattern = jsonencode({
    source      = ["aws.cloudwatch"]
    detail-type = ["CloudWatch Alarm State Change"]
    resources   = local.rollback_alarm_arns
    detail      = { state = { value = ["ALARM"] } }
  })
}

resource "aws_cloudwatch_event_target" "rollback" {
  count = local.rollback_count

  rule      = aws_cloudwatch_event_rule.rollback[0].name
  target_id = "gitlab"
  arn       = aws_cloudwatch_event_api_destination.gitlab[0].arn
  role_arn  = aws_iam_role.rollback[0].arn

  # Variables of the pipeline; the whole event is its TRIGGER_PAYLOAD.
  http_target {
    query_string_parameters = {
      "variables[ROLLBACK_TARGET]"      = "aws"
      "variables[ROLLBACK_ENVIRONMENT]" = var.environment
      "variables[ROLLBACK_REASON]"      = "$.detail.alarmName"
    }
  }

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 20
  }

  dead_letter_config {
    arn = aws_sqs_queue.trigger_dead_letters[0].arn
  }
}

resource "aws_cloudwatch_event_api_destination" "gitlab" {
  count = local.rollback_count

  name                             = "${local.name}-gitlab"
  description                      = "Starts the pipeline that takes a release back"
  invocation_endpoint              = var.rollback_trigger.url
  http_method                      = "POST"
  invocation_rate_limit_per_second = 1
  connection_arn                   = aws_cloudwatch_event_connection.gitlab[0].arn
}

# EventBridge takes the token by value and keeps it in a secret of its own, with its own key; the state therefore holds it too. It can
# start this pipeline and nothing else. GitLab reads it from the query alone; a connection wants an API key besides, which nobody reads.
resource "aws_cloudwatch_event_connection" "gitlab" {
  count = local.rollback_count

  name               = "${local.name}-gitlab"
  description        = "GitLab's token for starting a pipeline"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "X-Captions-Deployment"
      value = local.name
    }

    invocation_http_parameters {
      query_string {
        key             = "token"
        value           = one(concat(data.aws_ssm_parameter.token[*].value, data.aws_secretsmanager_secret_version.token[*].secret_string))
        is_value_secret = true
      }
    }
  }
}

data "aws_secretsmanager_secret_version" "token" {
  count = local.has_rollback_trigger && !local.token_is_parameter ? 1 : 0

  secret_id = var.rollback_trigger.token_secret
}

data "aws_ssm_parameter" "token" {
  count = local.token_is_parameter ? 1 : 0

  name = "/${split(":parameter/", var.rollback_trigger.token_secret)[1]}"
}

resource "aws_iam_role" "rollback" {
  count = local.rollback_count

  name               = "${local.name}-${var.region}-rollback"
  description        = "Calls GitLab's trigger"
  assume_role_policy = data.aws_iam_policy_document.rollback_trust[0].json
  tags               = local.tags
}

data "aws_iam_policy_document" "rollback_trust" {
  count = local.rollback_count

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.rollback[0].arn]
    }
  }
}

resource "aws_iam_role_policy" "rollback" {
  count = local.rollback_count

  name   = "call-gitlab"
  role   = aws_iam_role.rollback[0].id
  policy = data.aws_iam_policy_document.rollback[0].json
}

data "aws_iam_policy_document" "rollback" {
  count = local.rollback_count

  # The last part of its ARN is the vendor's.
  statement {
    sid       = "Trigger"
    actions   = ["events:InvokeApiDestination"]
    resources = ["arn:${local.partition}:events:${var.region}:${local.account_id}:api-destination/${local.name}-gitlab/*"]
  }
}

resource "aws_sqs_queue" "trigger_dead_letters" {
  count = local.rollback_count

  name                              = "${local.name}-trigger-dead-letters"
  message_retention_seconds         = local.dead_letter_retention_seconds
  kms_master_key_id                 = local.key_arn
  kms_data_key_reuse_period_seconds = local.has_key ? 300 : null
  sqs_managed_sse_enabled           = local.has_key ? null : true
  tags                              = local.tags
}

resource "aws_sqs_queue_policy" "trigger_dead_letters" {
  count = local.rollback_count

  queue_url = aws_sqs_queue.trigger_dead_letters[0].id
  policy    = data.aws_iam_policy_document.trigger_queue[0].json
}

data "aws_iam_policy_document" "trigger_queue" {
  count = local.rollback_count

  statement {
    sid       = "CallsThatFailed"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.trigger_dead_letters[0].arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.rollback[0].arn]
    }
  }

  statement {
    sid       = "TlsAlone"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.trigger_dead_letters[0].arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
