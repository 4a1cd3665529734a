# A dashboard that Grafana's sidecar takes up by its label: one panel an alarm, with its limit, and traffic by track.

locals {
  panels = concat(
    [for name, alarm in module.core.alarms : { title = alarm.description, expr = local.alarm_expressions[name], threshold = alarm.threshold, legend = name }],
    [
      { title = "Requests a second by release and track", expr = "sum by (service_version, captions_track) (rate(${local.requests}[5m]) * on (job, instance) group_left (service_version, captions_track) target_info)", threshold = null, legend = "{{service_version}} {{captions_track}}" },
      { title = "Captions a second by verdict", expr = "sum by (verdict) (rate(caption_verdicts_total{${local.job}}[5m]))", threshold = null, legend = "{{verdict}}" },
      { title = "Pods ready", expr = "sum by (deployment) (kube_deployment_status_replicas_ready{${local.in_space}})", threshold = null, legend = "{{deployment}}" },
    ],
  )
}

resource "kubernetes_config_map_v1" "dashboard" {
  metadata {
    name        = "${local.name}-dashboard"
    namespace   = local.namespace
    labels      = merge(local.labels, { grafana_dashboard = "1" })
    annotations = local.annotations
  }

  data = {
    "${module.core.name}.json" = jsonencode({
      title         = module.core.name
      uid           = module.core.name
      schemaVersion = 39
      tags          = ["captions", var.environment]
      refresh       = "1m"
      time          = { from = "now-6h", to = "now" }
      panels = [for index, panel in local.panels : {
        id      = index + 1
        type    = "timeseries"
        title   = panel.title
        gridPos = { x = index % 2 * 12, y = floor(index / 2) * 8, w = 12, h = 8 }
        targets = [{ refId = "A", expr = panel.expr, legendFormat = panel.legend }]
        fieldConfig = {
          defaults = {
            custom     = { thresholdsStyle = { mode = panel.threshold == null ? "off" : "line" } }
            thresholds = { mode = "absolute", steps = concat([{ color = "green", value = null }], panel.threshold == null ? [] : [{ color = "red", value = panel.threshold }]) }
          }
          overrides = []
        }
      }]
    })
  }
}
