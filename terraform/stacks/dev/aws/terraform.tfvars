# Sizes of dev: small, cheap, nothing kept for long.
memory_mb             = 1769
timeout_seconds       = 30
max_instances         = 4
min_instances         = 0
monthly_budget_amount = 25
log_retention_days    = 30
result_retention_days = 30

# A new version gets everything at once after its smoke checks.
canary = {
  percent = 0
  minutes = 1
}
