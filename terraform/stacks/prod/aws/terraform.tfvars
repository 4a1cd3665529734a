# Sizes of prod.
memory_mb             = 2048
timeout_seconds       = 30
max_instances         = 100
min_instances         = 2
monthly_budget_amount = 500
log_retention_days    = 365
result_retention_days = 0

canary = {
  percent = 10
  minutes = 15
}

alarm_thresholds = {
  error_percent   = 1
  latency_p95_ms  = 3000
  refused_percent = 50
}
