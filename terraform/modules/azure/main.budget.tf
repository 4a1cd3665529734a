# What the resource group may cost in a month. The amount is in the currency of the subscription's bill: Azure budgets name none.

resource "azurerm_consumption_budget_resource_group" "this" {
  name              = "budget-${local.name}"
  resource_group_id = local.resource_group.id
  amount            = module.core.budget.amount
  time_grain        = "Monthly"

  time_period {
    # The first of the month in which it is made: Azure takes no other day, and no month that is past.
    start_date = formatdate("YYYY-MM-01'T'00:00:00'Z'", timestamp())
  }

  notification {
    operator       = "GreaterThan"
    threshold      = module.core.alarms.cost.threshold
    threshold_type = "Actual"
    contact_emails = var.alarm_emails
    contact_groups = [azurerm_monitor_action_group.people.id]
  }

  notification {
    operator       = "GreaterThan"
    threshold      = 100
    threshold_type = "Forecasted"
    contact_emails = var.alarm_emails
    contact_groups = [azurerm_monitor_action_group.people.id]
  }

  lifecycle {
    ignore_changes = [time_period]
  }
}
