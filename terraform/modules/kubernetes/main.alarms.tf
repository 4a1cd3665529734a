# The seven alarms, from what the host sends to the collector (http.server.request.duration, caption.verdicts, caption.events) and what
# kube-state-metrics tells of the namespace. All of them go to people; those that tell of a bad revision call the rollback trigger too.

locals {
  # How the collector names the service: service.namespace/service.name.
  job      = "job=\"${module.core.name}/${local.name}\""
  requests = "http_server_request_duration_seconds_count{${local.job},http_route=~\"/v1/.+\"}"
  answers  = "http_server_request_duration_seconds_bucket{${local.job},http_route=~\"/v1/(captions|scores)\"}"
  in_space = "namespace=\"${module.core.name}\""

  # What an instance costs an hour, by the processors it asks for, up to the month.
  cost_per_core_month = module.core.budget.instance_cost_per_hour / module.core.limits.vcpus * 730

  alarm_expressions = {
    errors      = "100 * (sum(rate(${replace(local.requests, "http_route", "http_response_status_code=~\"5..\",http_route")}[${local.windows.errors}])) or vector(0)) / sum(rate(${local.requests}[${local.windows.errors}]))"
    latency_p95 = "1000 * histogram_quantile(0.95, sum by (le) (rate(${local.answers}[${local.windows.latency_p95}])))"
    throttles   = "60 * sum(rate(${replace(local.requests, "http_route", "http_response_status_code=\"429\",http_route")}[${local.windows.throttles}]))"
    # Events that are given up, and sweeps that failed.
    dead_letters = "(sum(increase(caption_events_total{${local.job},outcome=\"lost\"}[${local.windows.dead_letters}])) or vector(0)) + (sum(kube_job_status_failed{${local.in_space},job_name=~\"${local.name}-sweep-.+\"}) or vector(0))"
    # What no event told of has waited no longer than since the last sweep that ended well.
    oldest_event_age = "time() - (max(kube_cronjob_status_last_successful_time{${local.in_space},cronjob=\"${local.name}-sweep\"}) or max(kube_cronjob_created{${local.in_space},cronjob=\"${local.name}-sweep\"}))"
    # The month, if all went on as in the last day.
    cost    = "100 * sum(avg_over_time(kube_pod_container_resource_requests{${local.in_space},resource=\"cpu\"}[${local.windows.cost}])) * ${local.cost_per_core_month} / ${module.core.budget.amount}"
    refused = "100 * sum(rate(caption_verdicts_total{${local.job},verdict=\"refused\"}[${local.windows.refused}])) / sum(rate(caption_verdicts_total{${local.job}}[${local.windows.refused}]))"
  }
  windows     = { for name, alarm in module.core.alarms : name => "${max(alarm.window_minutes, 2)}m" } # two samples at least, with the usual interval of a minute
  alarm_names = { for name in keys(module.core.alarms) : name => "Captions${join("", [for word in split("_", name) : title(word)])}" }

  rules = concat([for name, alarm in module.core.alarms : {
    alert = local.alarm_names[name]
    expr  = "${local.alarm_expressions[name]} > ${alarm.threshold}"
    for   = "${(alarm.periods - 1) * alarm.window_minutes}m"
    labels = {
      severity    = alarm.severity
      deployment  = module.core.name
      environment = var.environment
      owner       = local.tags.owner
      rolls_back  = tostring(alarm.rolls_back && var.rollback_trigger != null)
    }
    annotations = merge({
      summary     = alarm.description
      description = "{{ $value }} ${alarm.unit}, above ${alarm.threshold}, on ${module.core.name} in ${var.region}."
    }, alarm.rolls_back && var.rollback_trigger != null ? { rolls_back_by = var.rollback_trigger.url } : {})
    }], [{
    # No measurement is no good news: probes alone make some each minute.
    alert       = "CaptionsMeasurementsMissing"
    expr        = "absent(http_server_request_duration_seconds_count{${local.job}})"
    for         = "10m"
    labels      = { severity = "error", deployment = module.core.name, environment = var.environment, owner = local.tags.owner, rolls_back = "false" }
    annotations = { summary = "No measurements of ${module.core.name} reach Prometheus: the alarms see nothing.", description = "Collector: ${var.otlp_endpoint}" }
  }])

  email = [for address in var.alarm_emails : { for name, value in {
    to           = address
    sendResolved = true
    smarthost    = try(var.smtp.smarthost, null)
    from         = try(var.smtp.from, null)
    requireTLS   = var.smtp == null ? null : true
    authUsername = try(var.smtp.username, null)
    authPassword = try({ name = split("/", var.smtp.password_secret)[0], key = split("/", var.smtp.password_secret)[1] }, null)
  } : name => value if value != null }]

  # GitLab takes the trigger's token in its address alone, and Alertmanager a secret address only whole. So the key of token_secret holds
  # rollback_trigger.url followed by ?token=TOKEN and the pipeline's variables (README).
  rollback_secret = [for trigger in [var.rollback_trigger] : {
    name = split("/", trigger.token_secret)[0]
    key  = split("/", trigger.token_secret)[1]
  } if trigger != null]
  matchers = [{ name = "deployment", value = module.core.name, matchType = "=" }]
}

resource "kubernetes_manifest" "alarms" {
  count = var.monitoring.kind == "operator" ? 1 : 0

  manifest = {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "PrometheusRule"
    metadata = {
      name        = local.name
      namespace   = local.namespace
      labels      = merge(local.labels, var.monitoring.labels)
      annotations = local.annotations
    }
    spec = { groups = [{ name = local.name, interval = "1m", rules = local.rules }] }
  }
}

resource "kubernetes_manifest" "receivers" {
  count = var.monitoring.kind == "operator" ? 1 : 0

  manifest = {
    apiVersion = "monitoring.coreos.com/v1alpha1"
    kind       = "AlertmanagerConfig"
    metadata = {
      name        = local.name
      namespace   = local.namespace
      labels      = merge(local.labels, var.monitoring.labels)
      annotations = local.annotations
    }
    spec = {
      route = {
        receiver       = "people"
        groupBy        = ["alertname", "deployment"]
        groupWait      = "10s"
        groupInterval  = "1m"
        repeatInterval = "4h"
        matchers       = local.matchers
        routes = [for route in [
          { receiver = "rollback", continue = true, groupWait = "0s", matchers = [{ name = "rolls_back", value = "true", matchType = "=" }] },
          { receiver = "people", continue = false, groupWait = "10s", matchers = [] },
        ] : route if var.rollback_trigger != null]
      }
      receivers = concat(
        [{ name = "people", emailConfigs = local.email }],
        [for secret in local.rollback_secret : { name = "rollback", webhookConfigs = [{ sendResolved = false, urlSecret = secret }] }],
      )
    }
  }
}

# The same for a Prometheus and an Alertmanager that read files: mount alarms.yaml among rule_files, and alertmanager.yaml as the configuration
# (secrets below /etc/alertmanager/secrets/SECRET/KEY).
resource "kubernetes_config_map_v1" "alarms" {
  count = var.monitoring.kind == "files" ? 1 : 0

  metadata {
    name        = "${local.name}-alarms"
    namespace   = local.namespace
    labels      = merge(local.labels, var.monitoring.labels)
    annotations = local.annotations
  }

  data = {
    "alarms.yaml" = yamlencode({ groups = [{ name = local.name, interval = "1m", rules = local.rules }] })
    "alertmanager.yaml" = yamlencode({
      route = {
        receiver        = "people"
        group_by        = ["alertname", "deployment"]
        group_wait      = "10s"
        group_interval  = "1m"
        repeat_interval = "4h"
        routes = [for route in [
          { receiver = "rollback", continue = true, group_wait = "0s", matchers = ["rolls_back=\"true\""] },
          { receiver = "people", continue = false, group_wait = "10s", matchers = [] },
        ] : route if var.rollback_trigger != null]
      }
      receivers = concat(
        [{ name = "people", email_configs = [for address in var.alarm_emails : { for name, value in {
          to                 = address
          send_resolved      = true
          smarthost          = try(var.smtp.smarthost, null)
          from               = try(var.smtp.from, null)
          require_tls        = var.smtp == null ? null : true
          auth_username      = try(var.smtp.username, null)
          auth_password_file = try("/etc/alertmanager/secrets/${var.smtp.password_secret}", null)
        } : name => value if value != null }] }],
        [for secret in local.rollback_secret : { name = "rollback", webhook_configs = [{
          send_resolved = false
          url_file      = "/etc/alertmanager/secrets/${secret.name}/${secret.key}"
        }] }],
      )
    })
  }
}
