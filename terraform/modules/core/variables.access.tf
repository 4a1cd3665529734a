# Settings of the program, and who may ask it.

variable "settings" {
  description = "Settings of the program (docs/operations/settings.md) that the module does not set itself; none that hold a secret."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for name, value in var.settings :
      contains(local.operator_settings, name) && !contains(keys(var.secrets), name) && (value == null || value == "" ? false : !can(regex(local.secret_value, value)))
    ])
    error_message = join("", [
      "settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): ",
      "${join(", ", local.operator_settings)}. ",
      "Not allowed: ${join(", ", [for name, value in var.settings : "${name} (${
        !contains(local.known_settings, name) ? "not known" :
        contains(local.module_settings, name) ? "set by the module" :
        name == "CAPTION_KEYS_FILE" ? "holds a secret" :
        contains(keys(var.secrets), name) ? "stands in secrets too" :
        value == null || value == "" ? "empty" : "holds a secret"
        })" if !(contains(local.operator_settings, name) && !contains(keys(var.secrets), name) && (value == null || value == "" ? false : !can(regex(local.secret_value, value))))
      ])}.",
    ])
  }
}

variable "secrets" {
  description = "Settings that hold a secret: the name of the setting = the id of the secret in the platform's store, never a value."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for setting, id in var.secrets : contains(local.secret_settings, setting) && can(regex(local.secret_form.pattern, id))])
    error_message = join("", [
      "secrets must be one of ${join(", ", local.secret_settings)} = ${local.secret_form.says}. ",
      "Not allowed: ${join(", ", [for setting, id in var.secrets : setting if !(contains(local.secret_settings, setting) && can(regex(local.secret_form.pattern, id)))])}.",
    ])
  }
}

variable "access" {
  description = "How callers prove who they are: platform (the cloud's identities), keys or jwt."
  type        = string
  default     = "platform"
  nullable    = false

  validation {
    condition     = contains(["platform", "keys", "jwt"], var.access) && length(lookup(local.access_lacks, var.access, [])) == 0
    error_message = contains(["platform", "keys", "jwt"], var.access) ? "access ${var.access} needs ${join(", ", lookup(local.access_lacks, var.access, []))} in ${var.access == "keys" ? "secrets" : "settings"}." : "access must be platform, keys or jwt; it is \"${var.access}\"."
  }
}

variable "events_prefix" {
  description = "Folder of the store whose uploads are captioned; ends with /."
  type        = string
  default     = "in/"
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9_][A-Za-z0-9._-]*/)+$", var.events_prefix)) && length(var.events_prefix) <= 200
    error_message = "events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is \"${var.events_prefix}\"."
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

  validation {
    condition = var.gitlab == null ? true : (
      can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", var.gitlab.url))
      && can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$", var.gitlab.project_path))
      && length(var.gitlab.protected_refs) > 0 && alltrue([for ref in var.gitlab.protected_refs : can(regex("^[A-Za-z0-9_][A-Za-z0-9_./-]*$", ref))])
    )
    error_message = "gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards."
  }
}
