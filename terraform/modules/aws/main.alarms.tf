# The seven alarms. Each tells people by e-mail; those that speak of a bad version call the rollback's trigger too (main.rollback.tf), and
# stop a deployment that is under way (main.rollout.tf).

locals {
  function_dimensions = { FunctionName = local.name }
  waiting             = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", stat = "Maximum" }
  alias_dimensions    = { FunctionName = local.name, Resource = "${local.name}:${local.alias}" }

  # metrics: id = where it comes from. expression: what is compared; null with a single metric.
  alarm_metrics = {
    # Lambda counts what crashed or ran out of time, the host's lines what it answered 5xx; no call is in both.
    errors = {
      expression = "IF(invocations > 0, 100 * (crashes + server_fails) / invocations, 0)"
      metrics = {
        invocations  = { namespace = "AWS/Lambda", name = "Invocations", stat = "Sum", dimensions = local.alias_dimensions }
        crashes      = { namespace = "AWS/Lambda", name = "Errors", stat = "Sum", dimensions = local.alias_dimensions }
        server_fails = { namespace = local.metric_namespace, name = "server_fails", stat = "Sum", dimensions = {} }
      }
    }
    latency_p95 = {
      expression = null
      metrics    = { duration = { namespace = "AWS/Lambda", name = "Duration", stat = "p95", dimensions = local.alias_dimensions } }
    }
    throttles = {
      expression = null
      metrics    = { throttles = { namespace = "AWS/Lambda", name = "Throttles", stat = "Sum", dimensions = local.function_dimensions } }
    }
    dead_letters = {
      expression = local.has_rollback_trigger ? "events + trigger" : null
      metrics = merge(
        { events = merge(local.waiting, { dimensions = { QueueName = aws_sqs_queue.dead_letters.name } }) },
        { for name in aws_sqs_queue.trigger_dead_letters[*].name :
          "trigger" => merge(local.waiting, { dimensions = { QueueName = name } })
        },
      )
    }
    oldest_event_age = {
      expression = null
      metrics = {
        age = {
          namespace  = "AWS/SQS", name = "ApproximateAgeOfOldestMessage", stat = "Maximum"
          dimensions = { QueueName = aws_sqs_queue.events.name }
        }
      }
    }
    # The pace of the last day, as a share of the month's budget: hours late at most, and of this function alone. What the month has cost,
    # with storage and the rest, is the budget's to say (main.budget.tf).
    cost = {
      expression = format(
        "100 * (30 * duration / 3600000 * %.8f + %.4f) / %.2f",
        module.core.budget.instance_cost_per_hour, module.core.budget.standing_monthly_cost_by_instances, module.core.budget.amount,
      )
      metrics = { duration = { namespace = "AWS/Lambda", name = "Duration", stat = "Sum", dimensions = local.function_dimensions } }
    }
    # Of fewer than twenty captions no share is told.
    refused = {
      expression = "IF(captions >= 20, 100 * refused / captions, 0)"
      metrics = {
        captions = { namespace = local.metric_namespace, name = "captions", stat = "Sum", dimensions = {} }
        refused  = { namespace = local.metric_namespace, name = "refused", stat = "Sum", dimensions = {} }
      }
    }
  }

  alarm_descriptions = merge({ for alarm, values in module.core.alarms : alarm => values.description }, {
    cost = join(" ", [
      "At the pace of the last day a month of this function costs more than ${module.core.alarms.cost.threshold} %",
      "of the budget of ${module.core.budget.amount} ${module.core.budget.currency}.",
    ])
  })
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = module.core.alarms

  alarm_name          = local.alarm_names[each.key]
  alarm_description   = local.alarm_descriptions[each.key]
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = merge(local.tags, { severity = each.value.severity })

  dynamic "metric_query" {
    for_each = local.alarm_metrics[each.key].expression == null ? [] : [local.alarm_metrics[each.key].expression]

    content {
      id          = "value"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = local.alarm_metrics[each.key].metrics

    content {
      id          = metric_query.key
      return_data = local.alarm_metrics[each.key].expression == null

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        stat        = metric_query.value.stat
        period      = 60 * each.value.window_minutes
        dimensions  = metric_query.value.dimensions
      }
    }
  }
}

resource "aws_sns_topic" "alarms" {
  name              = "${local.name}-alarms"
  display_name      = local.name
  kms_master_key_id = local.key_arn # without a key of ours none: CloudWatch may not use the account's alias/aws/sns
  tags              = local.tags
}

# Each address gets a message with a link, and hears of alarms once it was followed.
resource "aws_sns_topic_subscription" "emails" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms_topic.json
}

data "aws_iam_policy_document" "alarms_topic" {
  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = values(local.alarm_arns)
    }
  }

  statement {
    sid       = "Budget"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["budgets.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }

  statement {
    sid       = "TlsAlone"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

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
