# What belongs to the project; the module checks it. Sizes are in main.tf.

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
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; at least one in prod."
  type        = list(string)
  nullable    = false
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

variable "project_id" {
  description = "Project that everything is in. A project for each deployment keeps its budget its own."
  type        = string
  nullable    = false
}

variable "billing_account" {
  description = "Billing account that the budget watches, such as 012345-6789AB-CDEF01."
  type        = string
  nullable    = false
}

variable "invokers" {
  description = "Who may call the service by IAM: members such as user:ann@example.org, group:…, serviceAccount:…, domain:… or principalSet:…; never everyone."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "archive_image" {
  description = "Image of the program for batch jobs, pinned by its digest; null where archive_job is not enabled."
  type        = string
  default     = null
}

variable "archive_schedule" {
  description = "When the archive job runs by itself, as five fields of unix-cron in UTC such as 0 3 * * *; null for never. Needs archive_job.enabled."
  type        = string
  default     = null
}

variable "collector_image" {
  description = "Image of Google's OpenTelemetry Collector, pinned by its digest, that runs beside the service and sends spans to Cloud Trace and measurements to Cloud Monitoring; null for Cloud Run's own sampled traces alone. It adds a processor and 512 MiB to each instance, which the budget's arithmetic does not count."
  type        = string
  default     = null
}

variable "monthly_budget_currency" {
  description = "Currency of the budget: USD, EUR, GBP or JPY; that of the billing account."
  type        = string
  default     = "USD"
  nullable    = false
}

variable "impersonate_service_account" {
  description = "Service account to act as for the apply; null uses the credentials as they are."
  type        = string
  default     = null
}

variable "loop" {
  description = "Looks of the loop by the clock, as the module has it; null for no loop."
  type = object({
    schedule      = string
    image         = string
    key_secret    = string
    address       = optional(string)
    timeout_hours = optional(number, 4)
  })
  default = null
}
