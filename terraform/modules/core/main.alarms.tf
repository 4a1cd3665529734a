# The seven alarms, the same on every cloud. Windows are those that every monitor has (Azure takes 1, 5, 15, 30 and 60 minutes).

locals {
  threshold_ranges = {
    error_percent            = { min = 0, max = 100 }
    latency_p95_ms           = { min = 100, max = 900000 }
    throttles_per_minute     = { min = 0, max = 100000 }
    dead_letters             = { min = 0, max = 100000 }
    oldest_event_age_seconds = { min = 60, max = 604800 }
    cost_percent             = { min = 1, max = 100 }
    refused_percent          = { min = 1, max = 100 }
  }

  # An alarm fires when the value is above its threshold in each of `periods` windows of `window_minutes`. All of them send e-mail;
  # those that tell of a bad revision call the rollback trigger too.
  alarms = {
    errors = {
      threshold      = var.alarm_thresholds.error_percent
      unit           = "percent"
      window_minutes = 5
      periods        = 1
      severity       = "critical"
      rolls_back     = true
      description    = "More than ${var.alarm_thresholds.error_percent} % of requests failed (5xx or a crash)."
    }
    latency_p95 = {
      threshold      = var.alarm_thresholds.latency_p95_ms
      unit           = "milliseconds"
      window_minutes = 5
      periods        = 2
      severity       = "error"
      rolls_back     = true
      description    = "One request in twenty took longer than ${var.alarm_thresholds.latency_p95_ms} ms."
    }
    throttles = {
      threshold      = var.alarm_thresholds.throttles_per_minute
      unit           = "per_minute"
      window_minutes = 1
      periods        = 5
      severity       = "warning"
      rolls_back     = false
      description    = "More than ${var.alarm_thresholds.throttles_per_minute} requests a minute were turned away (429): max_instances is reached."
    }
    dead_letters = {
      threshold      = var.alarm_thresholds.dead_letters
      unit           = "count"
      window_minutes = 5
      periods        = 1
      severity       = "error"
      rolls_back     = false
      description    = "More than ${var.alarm_thresholds.dead_letters} events could not be processed and wait as dead letters."
    }
    oldest_event_age = {
      threshold      = var.alarm_thresholds.oldest_event_age_seconds
      unit           = "seconds"
      window_minutes = 5
      periods        = 1
      severity       = "error"
      rolls_back     = false
      description    = "An upload has waited longer than ${var.alarm_thresholds.oldest_event_age_seconds} s for its caption."
    }
    cost = {
      threshold      = var.alarm_thresholds.cost_percent
      unit           = "percent"
      window_minutes = 1440
      periods        = 1
      severity       = "warning"
      rolls_back     = false
      description    = "The month has cost more than ${var.alarm_thresholds.cost_percent} % of ${var.monthly_budget_amount} ${var.monthly_budget_currency}."
    }
    refused = {
      threshold      = var.alarm_thresholds.refused_percent
      unit           = "percent"
      window_minutes = 60
      periods        = 1
      severity       = "error"
      rolls_back     = true
      description    = "More than ${var.alarm_thresholds.refused_percent} % of pictures got no caption for want of quality: pictures or model are not what they were."
    }
  }
}
