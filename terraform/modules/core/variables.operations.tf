# What is kept, what it may cost, when it alarms, and how it comes back.

variable "log_retention_days" {
  description = "Days that logs are kept: 30, 60, 90, 180 or 365; with the exception short_logs also 1, 3, 7 and 14 (not on azure)."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains(local.allowed_log_retention_days, var.log_retention_days)
    error_message = "log_retention_days must be one of ${join(", ", local.allowed_log_retention_days)}${var.cloud == "azure" || contains(keys(var.exceptions), "short_logs") ? "" : " (1, 3, 7 and 14 need the exception short_logs)"}; it is ${var.log_retention_days}."
  }
}

variable "result_retention_days" {
  description = "Days that results are kept; 0 for ever, up to 36500."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.result_retention_days == floor(var.result_retention_days) && var.result_retention_days >= 0 && var.result_retention_days <= 36500
    error_message = "result_retention_days must be a whole number from 0 (for ever) to 36500; it is ${var.result_retention_days}."
  }
}

variable "monthly_budget_amount" {
  description = "What a month may cost, 1 to 100000, in monthly_budget_currency. All instances at work for a day must stay below it."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.monthly_budget_amount >= 1 && var.monthly_budget_amount <= 100000
    error_message = "monthly_budget_amount must be 1 to 100000; it is ${var.monthly_budget_amount}."
  }
}

variable "monthly_budget_currency" {
  description = "Currency of the budget: USD, EUR, GBP or JPY; that of the billing account."
  type        = string
  default     = "USD"
  nullable    = false

  validation {
    condition     = contains(["USD", "EUR", "GBP", "JPY"], var.monthly_budget_currency)
    error_message = "monthly_budget_currency must be USD, EUR, GBP or JPY; it is \"${var.monthly_budget_currency}\"."
  }
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; at least one in prod."
  type        = list(string)
  nullable    = false

  validation {
    condition = alltrue([for address in var.alarm_emails : can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", address))]) && length(var.alarm_emails) == length(distinct(var.alarm_emails)) && (
    var.environment != "prod" || length(var.alarm_emails) > 0)
    error_message = "alarm_emails must be e-mail addresses such as team@example.org, each once${var.environment == "prod" ? ", and at least one in prod" : ""}."
  }
}

variable "alarm_thresholds" {
  description = "Limits of the alarms: error_percent (0 to 100), latency_p95_ms (100 to 900000), throttles_per_minute (0 to 100000), dead_letters (0 to 100000), oldest_event_age_seconds (60 to 604800), cost_percent (1 to 100 of the budget), refused_percent (1 to 100)."
  type = object({
    error_percent            = optional(number, 2)
    latency_p95_ms           = optional(number, 5000)
    throttles_per_minute     = optional(number, 10)
    dead_letters             = optional(number, 0)
    oldest_event_age_seconds = optional(number, 900)
    cost_percent             = optional(number, 80)
    refused_percent          = optional(number, 60)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for name, range in local.threshold_ranges :
      try(var.alarm_thresholds[name] >= range.min && var.alarm_thresholds[name] <= range.max, false)
    ])
    error_message = join("", [
      "alarm_thresholds must be ${join(", ", [for name, range in local.threshold_ranges : "${name} ${range.min} to ${range.max}"])}. ",
      "Not allowed: ${join(", ", [for name, range in local.threshold_ranges : "${name} = ${try(coalesce(var.alarm_thresholds[name]), "null")}" if !try(var.alarm_thresholds[name] >= range.min && var.alarm_thresholds[name] <= range.max, false)])}.",
    ])
  }
}

variable "canary" {
  description = "How a new revision comes in: percent (0 to 50) of the traffic for minutes (1 to 1440), then all of it."
  type = object({
    percent = optional(number, 10)
    minutes = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition = try(
      var.canary.percent == floor(var.canary.percent) && var.canary.percent >= 0 && var.canary.percent <= 50
    && var.canary.minutes == floor(var.canary.minutes) && var.canary.minutes >= 1 && var.canary.minutes <= 1440, false)
    error_message = "canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has ${try(coalesce(var.canary.percent), "null")} and ${try(coalesce(var.canary.minutes), "null")}."
  }
}

variable "rollback_trigger" {
  description = "GitLab's pipeline trigger that an alarm calls: its https url, and the id of the secret with its token. Required in prod, unless the exception no_rollback says why not."
  type = object({
    url          = string
    token_secret = string
  })
  default = null

  validation {
    condition = (
      var.rollback_trigger == null
      ? var.environment != "prod" || contains(keys(var.exceptions), "no_rollback")
      : try(can(regex("^https://[^\\s/@?#]+/[^\\s@?#]*$", var.rollback_trigger.url)) && can(regex(local.secret_form.pattern, var.rollback_trigger.token_secret)), false)
    )
    error_message = (
      var.rollback_trigger == null
      ? "rollback_trigger is required in prod: { url, token_secret }; or give the exception no_rollback a reason."
      : "rollback_trigger must have an https url without user, query or fragment, and as token_secret ${local.secret_form.says}."
    )
  }
}

variable "archive_job" {
  description = "The job that captions a whole archive: shards (2 to 10000), max_parallel (1 to 1000, no more than shards), timeout_hours (1 to 24)."
  type = object({
    enabled       = optional(bool, false)
    shards        = optional(number, 10)
    max_parallel  = optional(number, 5)
    timeout_hours = optional(number, 6)
  })
  default  = {}
  nullable = false

  validation {
    condition = try(
      var.archive_job.enabled != null
      && var.archive_job.shards == floor(var.archive_job.shards) && var.archive_job.shards >= 2 && var.archive_job.shards <= 10000
      && var.archive_job.max_parallel == floor(var.archive_job.max_parallel) && var.archive_job.max_parallel >= 1
      && var.archive_job.max_parallel <= min(1000, var.archive_job.shards)
    && var.archive_job.timeout_hours == floor(var.archive_job.timeout_hours) && var.archive_job.timeout_hours >= 1 && var.archive_job.timeout_hours <= 24, false)
    error_message = "archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24."
  }
}

variable "exceptions" {
  description = "Protections turned off: public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access or no_rollback = the reason, 20 to 500 characters. Each becomes a tag exception-<name>."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for name, reason in var.exceptions :
    contains(local.exception_names, name) && can(regex("^\\S.{18,498}\\S$", reason))])
    error_message = join("", [
      "exceptions must be ${join(", ", local.exception_names)} = the reason in one line of 20 to 500 characters. ",
      "Not allowed: ${join(", ", [for name, reason in var.exceptions : name if !contains(local.exception_names, name) || !can(regex("^\\S.{18,498}\\S$", reason))])}.",
    ])
  }

  validation {
    condition     = !contains(keys(var.exceptions), "public_access") || contains(["keys", "jwt"], var.access)
    error_message = "exceptions: public_access opens the function to anyone, so access must be keys or jwt; it is \"${var.access}\"."
  }
}
