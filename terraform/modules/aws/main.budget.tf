# What the month has cost, by tag: AWS tells budgets once a day or so. The tag `deployment` must be activated as a cost allocation tag once
# in the paying account (docs/operations/aws.md); until then the budget sees nothing. AWS keeps budgets in USD.

resource "aws_budgets_budget" "this" {
  name         = local.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(module.core.budget.amount_usd)
  limit_unit   = "USD"
  tags         = local.tags

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:deployment$%s", local.name)]
  }

  dynamic "notification" {
    for_each = {
      share    = { type = "ACTUAL", threshold = module.core.budget.cost_percent }
      whole    = { type = "ACTUAL", threshold = 100 }
      forecast = { type = "FORECASTED", threshold = 100 }
    }

    content {
      notification_type         = notification.value.type
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value.threshold
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
    }
  }

  lifecycle {
    precondition {
      condition     = !contains(keys(var.tags), "deployment")
      error_message = "tags must leave deployment to the module on aws, whose budget counts by it."
    }
  }

  depends_on = [aws_sns_topic_policy.alarms]
}
