variable "region" {
  description = "Region of Azure in its short form."
  type        = string
  default     = "westeurope"
  nullable    = false
}

variable "owner" {
  description = "Who answers for the deployment: a team or an address."
  type        = string
  nullable    = false
}

variable "cost_center" {
  description = "Who pays: 1 to 40 letters, digits, - and _."
  type        = string
  default     = "none"
  nullable    = false
}

variable "release_version" {
  description = "Semantic version of what is deployed."
  type        = string
  nullable    = false
}

variable "package" {
  description = "Zip of the program: container and blob key in the storage account of the host."
  type = object({
    container = optional(string)
    key       = optional(string)
    file      = optional(string)
  })
  nullable = false
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_emails) > 0
    error_message = "alarm_emails must have at least one address."
  }
}

variable "allowed_ip_ranges" {
  description = "Public networks in CIDR form, /8 to /30, of the runners that apply and deploy."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "caller_ip_ranges" {
  description = "Networks in CIDR form that callers come from; empty for anywhere, with a function key."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "applier_object_ids" {
  description = "Object ids of all who apply: a person, the pipeline's identity."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "gitlab" {
  description = "The project at GitLab whose protected refs deploy, by OIDC; null for none."
  type = object({
    url            = optional(string, "https://gitlab.com")
    project_path   = string
    protected_refs = optional(list(string), ["main"])
  })
  default = null
}

variable "rollback_trigger" {
  description = "GitLab's pipeline trigger that an alarm of a bad revision calls, and the id of the secret with its token."
  type = object({
    url          = string
    token_secret = string
  })
  nullable = false
}

variable "secrets_vault_id" {
  description = "Resource id of the key vault that holds the rollback token and other secrets; it is there before."
  type        = string
  nullable    = false
}

variable "secrets" {
  description = "Settings that hold a secret: the name of the setting = the id of the secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "settings" {
  description = "More settings of the program (docs/operations/settings.md)."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "archive_image" {
  description = "Image of the archive job, pinned by @sha256:; null for no job."
  type        = string
  default     = null
}

variable "exceptions" {
  description = "Protections turned off = the reason, 20 to 500 characters."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "loop" {
  description = "Looks of the loop by the clock, as the module has it; null for no loop."
  type = object({
    schedule      = string
    image         = string
    vault_id      = string
    key_secret    = string
    address       = optional(string)
    timeout_hours = optional(number, 4)
  })
  default = null
}
