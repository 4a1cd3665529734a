# How a version comes in. The delivery moves the alias's weights itself, the same way on every target; this deployment group does it
# without the delivery (by hand, or while GitLab is away): canary first, back by itself when an alarm fires. One of the two at a time.

locals {
  has_auto_rollback = !contains(keys(var.exceptions), "no_rollback")
  rollback_alarms   = [for alarm, values in module.core.alarms : local.alarm_names[alarm] if values.rolls_back]
}

resource "aws_codedeploy_app" "this" {
  name             = local.name
  compute_platform = "Lambda"
  tags             = local.tags
}

resource "aws_codedeploy_deployment_config" "canary" {
  deployment_config_name = "${local.name}-canary"
  compute_platform       = "Lambda"

  traffic_routing_config {
    type = var.canary.percent == 0 ? "AllAtOnce" : "TimeBasedCanary"

    dynamic "time_based_canary" {
      for_each = var.canary.percent == 0 ? [] : [var.canary]

      content {
        percentage = time_based_canary.value.percent
        interval   = time_based_canary.value.minutes
      }
    }
  }
}

resource "aws_codedeploy_deployment_group" "live" {
  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = local.alias
  deployment_config_name = aws_codedeploy_deployment_config.canary.id
  service_role_arn       = aws_iam_role.rollout.arn
  tags                   = local.tags

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }

  alarm_configuration {
    enabled                   = local.has_auto_rollback
    alarms                    = local.rollback_alarms
    ignore_poll_alarm_failure = false
  }

  auto_rollback_configuration {
    enabled = local.has_auto_rollback
    events  = local.has_auto_rollback ? ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"] : []
  }

  depends_on = [aws_cloudwatch_metric_alarm.this, aws_iam_role_policy.rollout]
}

resource "aws_iam_role" "rollout" {
  name               = "${local.name}-${var.region}-rollout"
  description        = "Moves the alias of ${local.name} between versions"
  assume_role_policy = data.aws_iam_policy_document.rollout_trust.json
  tags               = local.tags
}

data "aws_iam_policy_document" "rollout_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codedeploy.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role_policy" "rollout" {
  name   = "move-alias"
  role   = aws_iam_role.rollout.id
  policy = data.aws_iam_policy_document.rollout.json
}

data "aws_iam_policy_document" "rollout" {
  statement {
    sid       = "Alias"
    actions   = ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"]
    resources = [local.function_arn, "${local.function_arn}:${local.alias}"]
  }

  statement {
    sid       = "Alarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = values(local.alarm_arns)
  }
}
