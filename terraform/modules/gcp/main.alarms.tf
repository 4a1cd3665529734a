# Six alert policies of Cloud Monitoring; the seventh alarm, cost, is the budget's. All send e-mail, and those that tell of a bad
# revision call the pipeline, which takes the revision back (main.rollback.tf).

locals {
  service_filter = "resource.type = \"cloud_run_revision\" AND resource.labels.service_name = \"${module.core.name}\""
  request_filter = "${local.service_filter} AND metric.type = \"run.googleapis.com/request_count\""
  verdict_filter = "${local.service_filter} AND metric.type = \"logging.googleapis.com/user/${google_logging_metric.verdicts.name}\""
  by_revision    = ["resource.labels.revision_name"] # a bad canary is not lost among the good requests of the others

  alarm_conditions = {
    errors = {
      filter      = "${local.request_filter} AND metric.labels.response_code_class = \"5xx\""
      denominator = local.request_filter
      aligner     = "ALIGN_DELTA"
      reducer     = "REDUCE_SUM"
      group_by    = local.by_revision
      threshold   = module.core.alarms.errors.threshold / 100
    }
    latency_p95 = {
      filter      = "${local.service_filter} AND metric.type = \"run.googleapis.com/request_latencies\""
      denominator = null
      aligner     = "ALIGN_DELTA"
      reducer     = "REDUCE_PERCENTILE_95"
      group_by    = local.by_revision
      threshold   = module.core.alarms.latency_p95.threshold # milliseconds
    }
    throttles = {
      filter      = "${local.request_filter} AND metric.labels.response_code = \"429\""
      denominator = null
      aligner     = "ALIGN_DELTA"
      reducer     = "REDUCE_SUM"
      group_by    = []
      threshold   = module.core.alarms.throttles.threshold * module.core.alarms.throttles.window_minutes
    }
    dead_letters = {
      filter = join(" AND ", [
        "resource.type = \"pubsub_subscription\"",
        "resource.labels.subscription_id = \"${google_pubsub_subscription.dead_letters.name}\"",
        "metric.type = \"pubsub.googleapis.com/subscription/num_undelivered_messages\"",
      ])
      denominator = null
      aligner     = "ALIGN_MAX"
      reducer     = "REDUCE_SUM"
      group_by    = []
      threshold   = module.core.alarms.dead_letters.threshold
    }
    oldest_event_age = {
      filter = join(" AND ", [
        "resource.type = \"pubsub_subscription\"",
        "resource.labels.subscription_id = \"${google_pubsub_subscription.uploads.name}\"",
        "metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\"",
      ])
      denominator = null
      aligner     = "ALIGN_MAX"
      reducer     = "REDUCE_MAX"
      group_by    = []
      threshold   = module.core.alarms.oldest_event_age.threshold # seconds
    }
    refused = {
      filter      = "${local.verdict_filter} AND metric.labels.verdict = \"refused\""
      denominator = local.verdict_filter
      aligner     = "ALIGN_DELTA"
      reducer     = "REDUCE_SUM"
      group_by    = local.by_revision
      threshold   = module.core.alarms.refused.threshold / 100
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each = toset([for address in var.alarm_emails : address if address != null])

  project      = var.project_id
  type         = "email"
  display_name = "${module.core.name}: ${each.value}"
  labels       = { email_address = each.value }
  user_labels  = local.labels
  force_delete = false

  depends_on = [google_project_service.required]
}

resource "google_monitoring_alert_policy" "alarms" {
  for_each = local.alarm_conditions

  project      = var.project_id
  display_name = "${module.core.name}: ${replace(each.key, "_", " ")}"
  combiner     = "OR"
  enabled      = true
  severity     = upper(module.core.alarms[each.key].severity)
  user_labels  = merge(local.labels, { alarm = each.key })

  notification_channels = concat(
    [for channel in google_monitoring_notification_channel.email : channel.name],
    [for channel in google_monitoring_notification_channel.rollback : channel.name if module.core.alarms[each.key].rolls_back],
  )

  conditions {
    display_name = module.core.alarms[each.key].description

    condition_threshold {
      filter             = each.value.filter
      denominator_filter = each.value.denominator
      comparison         = "COMPARISON_GT"
      threshold_value    = each.value.threshold
      # Beyond the first window, how long it must stay so.
      duration = "${(module.core.alarms[each.key].periods - 1) * module.core.alarms[each.key].window_minutes * 60}s"

      aggregations {
        alignment_period     = "${module.core.alarms[each.key].window_minutes * 60}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
        group_by_fields      = each.value.group_by
      }

      dynamic "denominator_aggregations" {
        for_each = each.value.denominator == null ? [] : [each.value.denominator]
        content {
          alignment_period     = "${module.core.alarms[each.key].window_minutes * 60}s"
          per_series_aligner   = each.value.aligner
          cross_series_reducer = each.value.reducer
          group_by_fields      = each.value.group_by
        }
      }

      trigger {
        count = 1
      }
    }
  }

  alert_strategy {
    auto_close           = "1800s"
    notification_prompts = ["OPENED"] # an alarm that ends must not take a revision back
  }

  documentation {
    mime_type = "text/markdown"
    subject   = "${module.core.name}: ${replace(each.key, "_", " ")}"
    content   = "${module.core.alarms[each.key].description} Owner: ${var.owner}. Release: ${var.release_version}."
  }

  depends_on = [google_project_service.required]
}
