# What belongs to the account; the module checks it. Sizes are in main.tf.

variable "account_id" {
  description = "Account that this stage is in; Terraform refuses to work in any other."
  type        = string
  nullable    = false
}

variable "assume_role_arn" {
  description = "Role to take on for the apply; null uses the credentials as they are."
  type        = string
  default     = null
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
  description = "What runs: { bucket, key, sha256_base64 } of a package that lies in a bucket of the region, or { image_uri } of a registry of ECR, pinned by @sha256:. Read at the first apply alone; later releases come by the delivery."
  type = object({
    bucket        = optional(string)
    key           = optional(string)
    sha256_base64 = optional(string)
    image_uri     = optional(string)
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
  description = "Settings that hold a secret: the name of the setting = the id of the secret in the platform's store, never a value."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secret_key_arns" {
  description = "ARNs of the keys that the secrets are encrypted with, where these are not Secrets Manager's own."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "access" {
  description = "How callers prove who they are: platform (the cloud's identities), keys or jwt."
  type        = string
  default     = "platform"
  nullable    = false
}

variable "entry" {
  description = "How callers come in: function_url (waits up to timeout_seconds) or http_api (waits 30 seconds; throttling, access logs, domains of one's own)."
  type        = string
  default     = "function_url"
  nullable    = false
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; at least one in prod."
  type        = list(string)
  nullable    = false
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

variable "archive_image" {
  description = "Image of the archive's job in a registry of ECR, pinned by @sha256:; needed with archive_job.enabled."
  type        = string
  default     = null
}

variable "network" {
  description = "Private subnets with a way out to S3, ECR and CloudWatch Logs, and security groups: where workers of the archive's job run, and with function = true the function too."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
    function           = optional(bool, false)
  })
  default = null
}

variable "gitlab" {
  description = "The project at GitLab whose protected branches may deploy, by OIDC without long-lived keys; null for none."
  type = object({
    url            = optional(string, "https://gitlab.com")
    project_path   = string
    protected_refs = optional(list(string), ["main"])
  })
  default = null
}

variable "gitlab_oidc_provider_arn" {
  description = "ARN of the account's identity provider for GitLab where it has one already (an account has one for each address); null makes it."
  type        = string
  default     = null
}

variable "otlp_endpoint" {
  description = "Collector that spans and measurements are sent to (OTEL_EXPORTER_OTLP_ENDPOINT), such as http://127.0.0.1:4318 of a collector that a layer brings; null for X-Ray's own segments alone."
  type        = string
  default     = null
}

variable "layer_arns" {
  description = "Versions of layers beside the package, at most 5, such as a collector of OpenTelemetry's. Images bring their own."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "signing_profile_version_arns" {
  description = "Profiles of AWS Signer whose signatures packages must have; none asks for no signature of AWS's. Images cannot be signed so."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "exceptions" {
  description = "Protections turned off: public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access or no_rollback = the reason, 20 to 500 characters. Each becomes a tag exception-<name>."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "loop" {
  description = "Looks of the loop by the clock, as the module has it; null for no loop."
  type = object({
    schedule       = string
    image          = string
    key_secret_arn = string
    address        = optional(string)
    timeout_hours  = optional(number, 4)
  })
  default = null
}
