# Variables that only AWS has.

variable "entry" {
  description = "How callers come in: function_url (waits up to timeout_seconds) or http_api (waits 30 seconds; throttling, access logs, domains of one's own)."
  type        = string
  default     = "function_url"
  nullable    = false

  validation {
    condition     = contains(["function_url", "http_api"], var.entry)
    error_message = "entry must be function_url or http_api; it is \"${var.entry}\"."
  }
}

variable "events_batch_messages" {
  description = "Messages of one invocation, 1 to 10. One keeps the durations that are alarmed on those of one picture."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.events_batch_messages == floor(var.events_batch_messages) && var.events_batch_messages >= 1 && var.events_batch_messages <= 10
    error_message = "events_batch_messages must be a whole number from 1 to 10; it is ${var.events_batch_messages}."
  }
}

variable "network" {
  description = "Private subnets with a way out to S3, ECR and CloudWatch Logs, and security groups: where workers of the archive's job run, and with function = true the function too."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
    function           = optional(bool, false)
  })
  default = null

  validation {
    condition = var.network == null ? true : (
      length(var.network.subnet_ids) > 0 && alltrue([for id in var.network.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
      && length(var.network.security_group_ids) > 0 && alltrue([for id in var.network.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    )
    error_message = "network must have at least one subnet such as subnet-0a1b2c3d and at least one security group such as sg-0a1b2c3d."
  }
}

variable "archive_image" {
  description = "Image of the archive's job in a registry of ECR, pinned by @sha256:; needed with archive_job.enabled."
  type        = string
  default     = null

  validation {
    condition     = var.archive_image == null ? true : can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.archive_image))
    error_message = "archive_image must be an image of a registry of ECR, pinned by @sha256: and 64 hexadecimal digits; it is \"${coalesce(var.archive_image, "null")}\"."
  }
}

variable "gitlab_oidc_provider_arn" {
  description = "ARN of the account's identity provider for GitLab where it has one already (an account has one for each address); null makes it."
  type        = string
  default     = null

  validation {
    condition     = var.gitlab_oidc_provider_arn == null ? true : can(regex("^arn:aws(-[a-z]+)*:iam::[0-9]{12}:oidc-provider/[a-z0-9.:-]+$", var.gitlab_oidc_provider_arn))
    error_message = "gitlab_oidc_provider_arn must be the ARN of an OIDC provider, arn:aws:iam::ACCOUNT:oidc-provider/HOST; it is \"${coalesce(var.gitlab_oidc_provider_arn, "null")}\"."
  }
}

variable "secret_key_arns" {
  description = "ARNs of the keys that the secrets are encrypted with, where these are not Secrets Manager's own."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.secret_key_arns : can(regex("^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]{36}$", arn))])
    error_message = "secret_key_arns must be ARNs of keys, arn:aws:kms:REGION:ACCOUNT:key/ID; not allowed: ${join(", ", [for arn in var.secret_key_arns : arn if !can(regex("^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]{36}$", arn))])}."
  }
}

variable "signing_profile_version_arns" {
  description = "Profiles of AWS Signer whose signatures packages must have; none asks for no signature of AWS's. Images cannot be signed so."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.signing_profile_version_arns) <= 20 && alltrue([for arn in var.signing_profile_version_arns : can(regex("^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:/signing-profiles/[A-Za-z0-9_]{2,64}/[A-Za-z0-9]{10}$", arn))])
    error_message = "signing_profile_version_arns must be at most 20 ARNs of versions of signing profiles, arn:aws:signer:REGION:ACCOUNT:/signing-profiles/NAME/VERSION."
  }
}

variable "otlp_endpoint" {
  description = "Collector that spans and measurements are sent to (OTEL_EXPORTER_OTLP_ENDPOINT), such as http://127.0.0.1:4318 of a collector that a layer brings; null for X-Ray's own segments alone."
  type        = string
  default     = null

  validation {
    condition     = var.otlp_endpoint == null ? true : can(regex("^(https://[^\\s/@?#]+|http://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?)(/[^\\s@?#]*)?$", var.otlp_endpoint))
    error_message = "otlp_endpoint must be an https address (http on loopback), without user, query or fragment; it is \"${coalesce(var.otlp_endpoint, "null")}\"."
  }
}

variable "layer_arns" {
  description = "Versions of layers beside the package, at most 5, such as a collector of OpenTelemetry's. Images bring their own."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layer_arns) <= 5 && alltrue([for arn in var.layer_arns : can(regex("^arn:aws(-[a-z]+)*:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]{1,140}:[0-9]+$", arn))])
    error_message = "layer_arns must be at most 5 ARNs of versions of layers, arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION."
  }
}

variable "loop" {
  description = "Looks of the loop by the clock (docs/mlops.md): schedule (cron(...) or rate(...) of EventBridge Scheduler, UTC), image of the command line in ECR pinned by @sha256:, key_secret_arn: a secret of Secrets Manager whose value is the private key (PEM) that signs candidates, address of its folder (null: loop/ of the results), timeout_hours (1 to 24). The registry, reviews and traffic are those of settings (CAPTION_MODEL_FROM, CAPTION_REVIEWS_TO, CAPTION_TRAFFIC_TO). null for no loop."
  type = object({
    schedule       = string
    image          = string
    key_secret_arn = string
    address        = optional(string)
    timeout_hours  = optional(number, 4)
  })
  default = null

  validation {
    condition     = var.loop == null ? true : can(regex("^(cron|rate)\\([0-9A-Za-z ,*/?#-]+\\)$", var.loop.schedule))
    error_message = "loop.schedule must be cron(...) or rate(...) as EventBridge Scheduler has it, such as cron(41 3 * * ? *); it is \"${try(var.loop.schedule, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.loop.image))
    error_message = "loop.image must be an image of a registry of ECR, pinned by @sha256: and 64 hexadecimal digits; it is \"${try(var.loop.image, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^arn:aws(-[a-z]+)*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$", var.loop.key_secret_arn))
    error_message = "loop.key_secret_arn must be the ARN of a secret of Secrets Manager; it is \"${try(var.loop.key_secret_arn, "null")}\"."
  }
  validation {
    condition     = try(var.loop.address, null) == null ? true : can(regex("^s3://[a-z0-9][a-z0-9.-]+/(\\S+/)?$", var.loop.address))
    error_message = "loop.address must be the address of a folder that ends with /: s3://bucket/loop/; it is \"${try(coalesce(var.loop.address, "null"), "null")}\"."
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
