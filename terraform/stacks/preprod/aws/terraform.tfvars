# Sizes of preprod: as prod, with fewer instances.
memory_mb             = 2048
timeout_seconds       = 30
max_instances         = 20
min_instances         = 0
monthly_budget_amount = 150
log_retention_days    = 60
result_retention_days = 90

canary = {
  percent = 25
  minutes = 5
}

alarm_thresholds = {
  error_percent  = 2
  latency_p95_ms = 4000
}
