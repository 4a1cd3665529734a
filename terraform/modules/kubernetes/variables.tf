# Variables that every cloud module has under the same name, with the same type and default. Module core checks them.

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
  description = "Region in the cloud's own form, such as eu-central-1, westeurope or europe-west1; with Kubernetes a label of the cluster."
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
  description = "More tags, at most 30, in the form that every cloud takes (Google's labels are the narrowest)."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "release_version" {
  description = "Semantic version of what is deployed; stands in tags and names of revisions."
  type        = string
  nullable    = false
}

variable "package" {
  description = "What runs: { image } of a registry that the cluster's nodes reach, pinned by its digest."
  type        = object({ image = string })
  nullable    = false
}

variable "memory_mb" {
  description = "Memory of one instance in MB; null takes the cloud's default (aws 1769, azure 2048, gcp and kubernetes 1024)."
  type        = number
  default     = null
}

variable "timeout_seconds" {
  description = "Longest time of one request or event in seconds: 3 to 900 on aws, 230 on azure, 3600 on gcp and kubernetes."
  type        = number
  default     = 30
  nullable    = false
}

variable "concurrency_per_instance" {
  description = "Pictures that one instance works on at the same time, 1 to 256; null takes the cloud's default (aws 1, the only one there; kubernetes 16, in batches; others 2)."
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
  description = "Settings that hold a secret: the name of the setting = the id of the secret in the platform's store, never a value."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "access" {
  description = "How callers prove who they are: platform (the cloud's identities), keys or jwt."
  type        = string
  default     = "platform"
  nullable    = false
}

variable "events_prefix" {
  description = "Folder of the store whose uploads are captioned; ends with /."
  type        = string
  default     = "in/"
  nullable    = false
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

variable "log_retention_days" {
  description = "Days that logs are kept: 30, 60, 90, 180 or 365; with the exception short_logs also 1, 3, 7 and 14 (not on azure)."
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
  description = "What a month may cost, 1 to 100000, in monthly_budget_currency. All instances at work for a day must stay below it."
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
  description = "GitLab's pipeline trigger that an alarm calls: its https url, and the id of the secret with its token. Required in prod, unless the exception no_rollback says why not."
  type = object({
    url          = string
    token_secret = string
  })
  default = null
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
}

variable "exceptions" {
  description = "Protections turned off: public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access or no_rollback = the reason, 20 to 500 characters. Each becomes a tag exception-<name>."
  type        = map(string)
  default     = {}
  nullable    = false
}
