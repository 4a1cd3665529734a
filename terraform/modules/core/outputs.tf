output "name" {
  description = "Base of all names: <name>-<environment>, at most 28 characters."
  value       = local.base
}

output "names" {
  description = "Forms of the name for what takes fewer characters or must be unique in the world: base, hash, bucket, short, vault, and revision of the release."
  value       = local.names
}

output "tags" {
  description = "All tags in the form that the cloud takes: ours, the caller's, and one for each exception."
  value       = local.tags
}

output "exception_tags" {
  description = "The tags of the exceptions alone: exception-<name> = the reason in the form that the cloud takes."
  value       = local.exception_tags
}

output "settings" {
  description = "Settings of the program: the caller's, and what follows from access, timeout, concurrency and retention. The cloud module adds where events come from and results go."
  value       = local.settings
}

output "limits" {
  description = "Memory, processors, time, instances and retention, with the cloud's defaults in place of null."
  value       = local.limits
}

output "alarms" {
  description = "The seven alarms: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost and refused, each with threshold, unit, window_minutes, periods, severity, rolls_back and description."
  value       = local.alarms
}

output "protections" {
  description = "Each protection by the name of the exception that turns it off: true where it holds."
  value       = local.protections
}

output "budget" {
  description = "The budget, and what instances may cost: by the hour, all of them for a day and for a month, those kept ready for a month."
  value       = local.budget

  # Costs are reported up to a day late on every cloud, so a day of full load must stay within what a month may cost.
  precondition {
    condition = contains(keys(var.exceptions), "unbounded_instances") || local.budget.worst_case_daily_cost_by_instances <= var.monthly_budget_amount
    error_message = join("", [
      "monthly_budget_amount ${var.monthly_budget_amount} ${var.monthly_budget_currency} could be spent within a day, before a cost alarm can fire: ",
      "${var.max_instances} instances of ${local.memory_mb} MB cost up to ${local.budget.worst_case_daily_cost_by_instances} ${var.monthly_budget_currency} a day. ",
      "Set max_instances to ${local.budget.max_instances_for_a_day_within_budget} or fewer, raise the budget, or give the exception unbounded_instances a reason.",
    ])
  }
  precondition {
    condition = local.budget.standing_monthly_cost_by_instances <= var.monthly_budget_amount
    error_message = join("", [
      "monthly_budget_amount ${var.monthly_budget_amount} ${var.monthly_budget_currency} does not pay for min_instances: ",
      "${var.min_instances} instances kept ready cost ${local.budget.standing_monthly_cost_by_instances} ${var.monthly_budget_currency} a month.",
    ])
  }
}
