# The seven alarms as plots with their thresholds, and how many instances and captions there are.

locals {
  plots = [
    {
      title  = "Errors, share of requests by revision", threshold = local.alarm_conditions.errors.threshold, unit = "1"
      series = { filter = local.alarm_conditions.errors.filter, denominator = local.request_filter, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", group_by = local.by_revision }
    },
    {
      title  = "Latency, 95th percentile by revision", threshold = local.alarm_conditions.latency_p95.threshold, unit = "ms"
      series = { filter = local.alarm_conditions.latency_p95.filter, denominator = null, aligner = "ALIGN_DELTA", reducer = "REDUCE_PERCENTILE_95", group_by = local.by_revision }
    },
    {
      title  = "Throttled requests (429) a minute", threshold = local.alarm_conditions.throttles.threshold, unit = "1"
      series = { filter = local.alarm_conditions.throttles.filter, denominator = null, aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", group_by = [] }
    },
    {
      title  = "Dead letters", threshold = local.alarm_conditions.dead_letters.threshold, unit = "1"
      series = { filter = local.alarm_conditions.dead_letters.filter, denominator = null, aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", group_by = [] }
    },
    {
      title  = "Age of the oldest event", threshold = local.alarm_conditions.oldest_event_age.threshold, unit = "s"
      series = { filter = local.alarm_conditions.oldest_event_age.filter, denominator = null, aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", group_by = [] }
    },
    {
      title  = "Refused, share of captions by revision", threshold = local.alarm_conditions.refused.threshold, unit = "1"
      series = { filter = local.alarm_conditions.refused.filter, denominator = local.verdict_filter, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", group_by = local.by_revision }
    },
    {
      title  = "Billed instance time, seconds a second: what costs", threshold = module.core.limits.max_instances, unit = "s/s"
      series = { filter = "${local.service_filter} AND metric.type = \"run.googleapis.com/container/billable_instance_time\"", denominator = null, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", group_by = [] }
    },
    {
      title  = "Requests a second by revision", threshold = null, unit = "1/s"
      series = { filter = local.request_filter, denominator = null, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", group_by = local.by_revision }
    },
  ]
}

resource "google_monitoring_dashboard" "captions" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = module.core.name
    labels      = { for key in keys(local.labels) : key => "" }
    mosaicLayout = {
      columns = 48
      tiles = [for index, plot in local.plots : {
        xPos   = index % 2 * 24
        yPos   = floor(index / 2) * 16
        width  = 24
        height = 16
        widget = {
          title = plot.title
          xyChart = {
            dataSets = [{
              plotType   = "LINE"
              targetAxis = "Y1"
              timeSeriesQuery = merge(
                { unitOverride = plot.unit },
                plot.series.denominator == null ? {
                  timeSeriesFilter = {
                    filter = plot.series.filter
                    aggregation = {
                      alignmentPeriod = "60s", perSeriesAligner = plot.series.aligner, crossSeriesReducer = plot.series.reducer, groupByFields = plot.series.group_by
                    }
                  }
                } : {},
                plot.series.denominator != null ? {
                  timeSeriesFilterRatio = {
                    for part, filter in { numerator = plot.series.filter, denominator = plot.series.denominator } : part => {
                      filter                        = filter
                      aggregation = {
                        alignmentPeriod = "60s", perSeriesAligner = plot.series.aligner, crossSeriesReducer = plot.series.reducer, groupByFields = plot.series.group_by
                      }
                    }
                  }
                } : {},
              )
            }]
            thresholds = plot.threshold == null ? [] : [{ value = plot.threshold, targetAxis = "Y1" }]
          }
        }
      }]
    }
  })

  depends_on = [google_project_service.required]
}
