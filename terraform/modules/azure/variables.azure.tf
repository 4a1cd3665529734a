# Variables that only Azure has.

variable "plan" {
  description = "Hosting plan: flex (Flex Consumption: scales to zero, rolling update, no slots) or premium (Elastic Premium: a slot that traffic moves to by weight, files of secrets)."
  type        = string
  default     = "flex"
  nullable    = false

  validation {
    condition     = contains(["flex", "premium"], var.plan)
    error_message = "plan must be flex or premium; it is \"${var.plan}\"."
  }
  validation {
    # A size that no plan has is refused by core.
    condition     = var.memory_mb == null || !contains(flatten(values(local.memory_by_plan)), coalesce(var.memory_mb, 0)) ? true : contains(local.memory_by_plan[var.plan], var.memory_mb)
    error_message = "memory_mb must be ${join(", ", try(local.memory_by_plan[var.plan], []))} with plan ${var.plan}; it is ${coalesce(var.memory_mb, 0)}."
  }
  validation {
    condition     = var.plan != "premium" || var.max_instances <= 100
    error_message = "max_instances must be at most 100 with plan premium; it is ${var.max_instances}."
  }
  validation {
    condition     = var.plan == "premium" || length(local.file_secrets) == 0
    error_message = "secrets: ${join(", ", local.file_secrets)} names a file, which reaches the program by a mounted share, and a share can be mounted with plan premium alone; take that plan, or access platform or jwt."
  }
  validation {
    condition     = var.plan == "flex" || var.package.file == null
    error_message = "package: file is for plan flex; with premium the program runs from { container, key } itself."
  }
}

variable "resource_group_name" {
  description = "Resource group that is there already; null makes one, rg-<name>-<environment>."
  type        = string
  default     = null

  validation {
    condition     = var.resource_group_name == null ? true : can(regex("^[\\pL0-9._()-]{0,89}[\\pL0-9_()-]$", var.resource_group_name))
    error_message = "resource_group_name must be 1 to 90 letters, digits, . _ ( ) and -, not ending with a dot; it is \"${var.resource_group_name == null ? "null" : var.resource_group_name}\"."
  }
}

variable "allowed_ip_ranges" {
  description = "Public IPv4 networks in CIDR form that may reach stores, vaults, a Premium registry and the deployment endpoint besides the module's own network: those of the runners that deploy."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for range in var.allowed_ip_ranges : can(cidrhost(range, 0)) && can(regex("^[0-9.]+/(8|9|[12][0-9]|30)$", range))
      && !can(regex("^(10\\.|127\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|0\\.)", range))
    ])
    error_message = "allowed_ip_ranges must be public IPv4 networks such as 198.51.100.0/24, from /8 to /30 (storage accounts take no /31 and /32). Not allowed: ${join(", ", [for range in var.allowed_ip_ranges : range if !can(cidrhost(range, 0)) || !can(regex("^[0-9.]+/(8|9|[12][0-9]|30)$", range)) || can(regex("^(10\\.|127\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|0\\.)", range))])}."
  }
}

variable "caller_ip_ranges" {
  description = "Public IPv4 networks in CIDR form that callers come from; empty for anywhere, but with access keys or jwt for nowhere, until the exception public_access has a reason."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.caller_ip_ranges : can(cidrhost(range, 0)) && can(regex("^[0-9.]+/([89]|[12][0-9]|3[0-2])$", range))])
    error_message = "caller_ip_ranges must be IPv4 networks such as 198.51.100.0/24, from /8 to /32. Not allowed: ${join(", ", [for range in var.caller_ip_ranges : range if !can(cidrhost(range, 0)) || !can(regex("^[0-9.]+/([89]|[12][0-9]|3[0-2])$", range))])}."
  }
}

variable "address_space" {
  description = "Private IPv4 network of the deployment in CIDR form, /16 to /25: subnets for the function, for archive jobs and for the endpoint of a closed registry are cut from it."
  type        = string
  default     = "10.40.0.0/24"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.address_space, 0)) && can(regex("^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.[0-9.]+/(1[6-9]|2[0-5])$", var.address_space))
    error_message = "address_space must be a private IPv4 network from /16 to /25 such as 10.40.0.0/24; it is \"${var.address_space}\"."
  }
}

variable "replication" {
  description = "How often the stores keep each byte: LRS, ZRS, GRS or GZRS (the last two also in the paired region)."
  type        = string
  default     = "ZRS"
  nullable    = false

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "GZRS"], var.replication)
    error_message = "replication must be LRS, ZRS, GRS or GZRS; it is \"${var.replication}\"."
  }
}

variable "registry_sku" {
  description = "Tier of the container registry: Basic, Standard, or Premium, the only one that can be closed to other networks."
  type        = string
  default     = "Standard"
  nullable    = false

  validation {
    condition     = contains(["Basic", "Standard", "Premium"], var.registry_sku)
    error_message = "registry_sku must be Basic, Standard or Premium; it is \"${var.registry_sku}\"."
  }
}

variable "archive_image" {
  description = "Image of the archive job (make images) in a registry of Azure, pinned by @sha256:; required when archive_job is enabled."
  type        = string
  default     = null

  validation {
    condition     = var.archive_image == null ? !var.archive_job.enabled : can(regex("^[a-z0-9]{5,50}\\.azurecr\\.(io|cn|us)/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.archive_image))
    error_message = var.archive_image == null ? "archive_image is required when archive_job is enabled." : "archive_image must be an image of a registry of Azure, REGISTRY.azurecr.io/NAME@sha256: and 64 hexadecimal digits; it is \"${var.archive_image}\"."
  }
}

variable "applier_object_ids" {
  description = "Object ids of all who apply, such as a person and the pipeline's identity; whoever does it now is one of them in any case. With all of them named, a plan is the same whoever makes it."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.applier_object_ids : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "applier_object_ids must be object ids of Microsoft Entra, such as 00000000-0000-0000-0000-000000000000. Not allowed: ${join(", ", [for id in var.applier_object_ids : id if !can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])}."
  }
}

variable "secrets_vault_id" {
  description = "Resource id of the key vault that holds the secrets and the rollback token; it must be there before. null where there are none."
  type        = string
  default     = null

  validation {
    condition     = var.secrets_vault_id == null ? true : can(regex("^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$", var.secrets_vault_id))
    error_message = "secrets_vault_id must be the resource id of a key vault, /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME; it is \"${var.secrets_vault_id == null ? "null" : var.secrets_vault_id}\"."
  }
  validation {
    condition     = var.secrets_vault_id != null || length(local.secret_ids) == 0
    error_message = "secrets_vault_id is required with secrets and with rollback_trigger: the key vault that holds them."
  }
  validation {
    condition     = var.secrets_vault_id == null ? true : alltrue([for id in local.secret_ids : try(lower(split(".", split("/", id)[2])[0]), lower(basename(var.secrets_vault_id))) == lower(basename(var.secrets_vault_id))])
    error_message = "secrets and rollback_trigger must name secrets of the key vault that secrets_vault_id names. Not of it: ${try(join(", ", [for id in local.secret_ids : id if try(lower(split(".", split("/", id)[2])[0]), lower(basename(var.secrets_vault_id))) != lower(basename(var.secrets_vault_id))]), "")}."
  }
}

variable "otlp_endpoint" {
  description = "Address of an OpenTelemetry collector that the program's own spans and measurements go to; null for none. Requests and invocations go to Application Insights in any case."
  type        = string
  default     = null

  validation {
    condition     = var.otlp_endpoint == null ? true : can(regex("^https://[^\\s/@?#]+(/[^\\s@?#]*)?$", var.otlp_endpoint))
    error_message = "otlp_endpoint must be an https address without user, query or fragment; it is \"${var.otlp_endpoint == null ? "null" : var.otlp_endpoint}\"."
  }
}

variable "loop" {
  description = "Looks of the loop by the clock (docs/mlops.md): schedule (five fields of cron, UTC), image of the command line in a registry of Azure pinned by @sha256:, vault_id and key_secret: the resource id of an existing key vault, and the address of its secret with the private key (PEM) that signs candidates, address of its folder (null: loop/ of the results), timeout_hours (1 to 24). The registry, reviews and traffic are those of settings (CAPTION_MODEL_FROM, CAPTION_REVIEWS_TO, CAPTION_TRAFFIC_TO). null for no loop."
  type = object({
    schedule      = string
    image         = string
    vault_id      = string
    key_secret    = string
    address       = optional(string)
    timeout_hours = optional(number, 4)
  })
  default = null

  validation {
    condition     = var.loop == null ? true : can(regex("^[0-9*/,-]+( [0-9*/,-]+){4}$", var.loop.schedule))
    error_message = "loop.schedule must be five fields of cron, such as 41 3 * * *; it is \"${try(var.loop.schedule, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^[a-z0-9]{5,50}\\.azurecr\\.(io|cn|us)/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.loop.image))
    error_message = "loop.image must be an image of a registry of Azure, REGISTRY.azurecr.io/NAME@sha256: and 64 hexadecimal digits; it is \"${try(var.loop.image, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$", var.loop.vault_id)) && try(lower(split(".", split("/", var.loop.key_secret)[2])[0]) == lower(basename(var.loop.vault_id)), false) && can(regex("^https://[A-Za-z0-9-]+\\.vault\\.[a-z.]+/secrets/[A-Za-z0-9-]{1,127}(/[0-9a-f]+)?$", var.loop.key_secret))
    error_message = "loop.vault_id must be the resource id of a key vault, and loop.key_secret the address of a secret in it, https://VAULT.vault.azure.net/secrets/NAME; it is \"${try(var.loop.key_secret, "null")}\"."
  }
  validation {
    condition     = try(var.loop.address, null) == null ? true : can(regex("^az://[a-z0-9]{3,24}/[a-z0-9-]{3,63}/(\\S+/)?$", var.loop.address))
    error_message = "loop.address must be the address of a folder that ends with /: az://account/container/loop/; it is \"${try(coalesce(var.loop.address, "null"), "null")}\"."
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
