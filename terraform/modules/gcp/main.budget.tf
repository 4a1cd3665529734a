# What a month may cost. Costs are reported with up to a day's delay; what bounds a day is the maximum of instances.

resource "google_billing_budget" "captions" {
  billing_account = var.billing_account
  display_name    = module.core.name

  budget_filter {
    projects               = ["projects/${data.google_project.this.number}"]
    calendar_period        = "MONTH"
    credit_types_treatment = "EXCLUDE_ALL_CREDITS"
  }

  amount {
    specified_amount {
      currency_code = module.core.budget.currency
      units         = tostring(floor(module.core.budget.amount))
      nanos         = floor((module.core.budget.amount - floor(module.core.budget.amount)) * 1000000000)
    }
  }

  threshold_rules {
    threshold_percent = module.core.alarms.cost.threshold / 100
    spend_basis       = "CURRENT_SPEND"
  }

  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }

  # A budget mails to five channels at most, and besides to who administers the billing account.
  dynamic "all_updates_rule" {
    for_each = length(google_monitoring_notification_channel.email) > 0 ? [1] : []
    content {
      monitoring_notification_channels = slice(
        [for channel in google_monitoring_notification_channel.email : channel.name], 0, min(5, length(google_monitoring_notification_channel.email))
      )
      disable_default_iam_recipients = false
    }
  }

  depends_on = [google_project_service.required]
}
