# The first part is the same in every cloud module (module core checks it all); the second is Google Cloud's own.

variable "name" {
  description = "Name of the deployment, the first part of every resource's name: 3 to 20 of a-z, 0-9 and -."
  type        = string
  default     = "captions"
  nullable    = false
}

variable "environment" {
  description = "Stage of delivery: dev, preprod or prod."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of everything, such as europe-west1."
  type        = string
  nullable    = false
}

variable "owner" {
  description = "Who answers for the deployment: a team or an address, 2 to 60 characters."
  type        = string
  nullable    = false
}

variable "cost_center" {
  description = "Who pays: 1 to 40 letters, digits, - and _."
  type        = string
  default     = "none"
  nullable    = false
}

variable "data_classification" {
  description = "How confidential the pictures are: public, internal or confidential."
  type        = string
  default     = "internal"
  nullable    = false
}

variable "tags" {
  description = "More labels, at most 30, in the form that every cloud takes (Google's labels are the narrowest: a-z, 0-9, _ and -)."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "release_version" {
  description = "Semantic version of what is deployed; stands in labels and in the revision's name."
  type        = string
  nullable    = false
}

variable "package" {
  description = "The image of the service, pinned by its digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/captions@sha256:…"
  type = object({
    image = string
  })
  nullable = false
}

variable "memory_mb" {
  description = "Memory of one instance in MiB, 512 to 32768; null takes 1024."
  type        = number
  default     = null
}

variable "timeout_seconds" {
  description = "Longest time of one request or event in seconds, 3 to 3600."
  type        = number
  default     = 30
  nullable    = false
}

variable "concurrency_per_instance" {
  description = "Requests that one instance is given at the same time, and pictures that it works on at once, 1 to 256; null takes 2."
  type        = number
  default     = null
}

variable "max_instances" {
  description = "Most instances at the same time, 1 to 1000: what caps the cost."
  type        = number
  default     = 10
  nullable    = false
}

variable "min_instances" {
  description = "Instances that are kept ready, 0 to max_instances."
  type        = number
  default     = 0
  nullable    = false
}

variable "settings" {
  description = "Settings of the program (docs/operations/settings.md) that the module does not set itself; none that hold a secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Settings that hold a secret: the name of the setting = projects/PROJECT/secrets/NAME of Secret Manager, never a value."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "access" {
  description = "How callers prove who they are: platform (Cloud Run's IAM), keys or jwt."
  type        = string
  default     = "platform"
  nullable    = false

  validation {
    condition     = !contains(["keys", "jwt"], var.access) || contains(keys(var.exceptions), "public_access")
    error_message = "access keys and jwt need the exception public_access on Google Cloud: where Cloud Run's IAM stands in front, it takes the signature off the tokens of upload events, and the service could not tell Pub/Sub from anyone. Allowed without it: platform."
  }
}

variable "events_prefix" {
  description = "Folder of the store whose uploads are captioned; ends with /."
  type        = string
  default     = "in/"
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept: 30, 60, 90, 180 or 365; with the exception short_logs also 1, 3, 7 and 14."
  type        = number
  default     = 30
  nullable    = false
}

variable "result_retention_days" {
  description = "Days that results are kept; 0 for ever, up to 36500."
  type        = number
  default     = 0
  nullable    = false
}

variable "monthly_budget_amount" {
  description = "What a month may cost, 1 to 100000, in monthly_budget_currency."
  type        = number
  default     = 50
  nullable    = false
}

variable "monthly_budget_currency" {
  description = "Currency of the budget: USD, EUR, GBP or JPY; that of the billing account."
  type        = string
  default     = "USD"
  nullable    = false
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; at least one in prod."
  type        = list(string)
  nullable    = false
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
}

variable "canary" {
  description = "How a new revision comes in: percent (0 to 50) of the traffic for minutes (1 to 1440), then all of it."
  type = object({
    percent = optional(number, 10)
    minutes = optional(number, 10)
  })
  default  = {}
  nullable = false
}

variable "rollback_trigger" {
  description = "GitLab's pipeline trigger that an alarm calls: its https url, and the id of the secret with its token. Required in prod."
  type = object({
    url          = string
    token_secret = string
  })
  default = null
}

variable "archive_job" {
  description = "The job that captions a whole archive: shards (2 to 10000), max_parallel (1 to 1000), timeout_hours (1 to 24). Needs archive_image."
  type = object({
    enabled       = optional(bool, false)
    shards        = optional(number, 10)
    max_parallel  = optional(number, 5)
    timeout_hours = optional(number, 6)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !coalesce(var.archive_job.enabled, false) || var.archive_image != null
    error_message = "archive_job.enabled needs archive_image: the image with the program for batch jobs (artifacts/packages/jobs), pinned by @sha256:."
  }
}

variable "gitlab" {
  description = "The project at GitLab whose protected refs may deploy, by OIDC without long-lived keys; null for none."
  type = object({
    url            = optional(string, "https://gitlab.com")
    project_path   = string
    protected_refs = optional(list(string), ["main"])
  })
  default = null
}

variable "exceptions" {
  description = "Protections turned off: public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access or no_rollback = the reason, 20 to 500 characters. Each becomes a label exception-<name>."
  type        = map(string)
  default     = {}
  nullable    = false
}

# Google Cloud's own.

variable "project_id" {
  description = "Project that everything is in. A project for each deployment keeps its budget its own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be 6 to 30 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is \"${var.project_id}\"."
  }
}

variable "billing_account" {
  description = "Billing account that the budget watches, such as 012345-6789AB-CDEF01."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "billing_account must be three groups of six of 0-9 and A-F with - between, such as 012345-6789AB-CDEF01; it is \"${var.billing_account}\"."
  }
}

variable "invokers" {
  description = "Who may call the service by IAM: members such as user:ann@example.org, group:…, serviceAccount:…, domain:… or principalSet:…; never everyone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = length(var.invokers) == length(distinct(var.invokers)) && alltrue([for member in var.invokers : can(regex(join("|", [
      "^(user|group|serviceAccount):[A-Za-z0-9._%+-]+@[a-z0-9-]+(\\.[a-z0-9-]+)+$", "^domain:[a-z0-9-]+(\\.[a-z0-9-]+)+$",
      "^(principal|principalSet)://iam\\.googleapis\\.com/\\S+$",
    ]), member))])
    error_message = "invokers must be IAM members, each once: user:, group: or serviceAccount: with an address, domain: with a domain, principal:// or principalSet://; allUsers and allAuthenticatedUsers are not allowed (the exception public_access opens the service)."
  }
}

variable "archive_image" {
  description = "Image of the program for batch jobs, pinned by its digest; null where archive_job is not enabled."
  type        = string
  default     = null

  validation {
    condition     = var.archive_image == null || can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.archive_image))
    error_message = "archive_image must be an image pinned by @sha256: and 64 hexadecimal digits, or null; it is \"${coalesce(var.archive_image, "null")}\"."
  }
}

variable "archive_schedule" {
  description = "When the archive job runs by itself, as five fields of unix-cron in UTC such as 0 3 * * *; null for never. Needs archive_job.enabled."
  type        = string
  default     = null

  validation {
    condition = var.archive_schedule == null ? true : (
      coalesce(var.archive_job.enabled, false)
      && can(regex(local.cron_pattern, trimspace(var.archive_schedule)))
    )
    error_message = "archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is \"${coalesce(var.archive_schedule, "null")}\"."
  }
}

variable "collector_image" {
  description = "Image of Google's OpenTelemetry Collector, pinned by its digest, that runs beside the service and sends spans to Cloud Trace and measurements to Cloud Monitoring; null for Cloud Run's own sampled traces alone. It adds a processor and 512 MiB to each instance, which the budget's arithmetic does not count."
  type        = string
  default     = null

  validation {
    condition     = var.collector_image == null || can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.collector_image))
    error_message = "collector_image must be an image pinned by @sha256: and 64 hexadecimal digits, or null; it is \"${coalesce(var.collector_image, "null")}\"."
  }
}

variable "loop" {
  description = "Looks of the loop by the clock (docs/mlops.md): schedule (five fields of unix-cron, UTC), image of the command line pinned by @sha256:, key_secret: an existing secret of Secret Manager, projects/PROJECT/secrets/NAME, with the private key (PEM) that signs candidates, address of its folder (null: loop/ of the results), timeout_hours (1 to 24). The registry, reviews and traffic are those of settings (CAPTION_MODEL_FROM, CAPTION_REVIEWS_TO, CAPTION_TRAFFIC_TO). null for no loop."
  type = object({
    schedule      = string
    image         = string
    key_secret    = string
    address       = optional(string)
    timeout_hours = optional(number, 4)
  })
  default = null

  validation {
    condition     = var.loop == null ? true : can(regex(local.cron_pattern, trimspace(var.loop.schedule)))
    error_message = "loop.schedule must be five fields of unix-cron such as 41 3 * * *; it is \"${try(var.loop.schedule, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.loop.image))
    error_message = "loop.image must be an image pinned by @sha256: and 64 hexadecimal digits; it is \"${try(var.loop.image, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255}$", var.loop.key_secret))
    error_message = "loop.key_secret must be projects/PROJECT/secrets/NAME; it is \"${try(var.loop.key_secret, "null")}\"."
  }
  validation {
    condition     = try(var.loop.address, null) == null ? true : can(regex("^gs://[a-z0-9][a-z0-9._-]+/(\\S+/)?$", var.loop.address))
    error_message = "loop.address must be the address of a folder that ends with /: gs://bucket/loop/; it is \"${try(coalesce(var.loop.address, "null"), "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : var.loop.timeout_hours == floor(var.loop.timeout_hours) && var.loop.timeout_hours >= 1 && var.loop.timeout_hours <= 24
    error_message = "loop.timeout_hours must be a whole number from 1 to 24; it is ${try(var.loop.timeout_hours, 0)}."
  }
  validation {
    condition     = var.loop == null ? true : alltrue([for name in ["CAPTION_MODEL_FROM", "CAPTION_REVIEWS_TO"] : contains(keys(var.settings), name)])
    error_message = "loop needs CAPTION_MODEL_FROM and CAPTION_REVIEWS_TO in settings: the registry that the hosts follow, and the decisions that are learned from."
  }
}
