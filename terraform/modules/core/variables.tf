# What is deployed, where, and whose it is. Every variable of this module but `cloud` and `scope` stands in each cloud module under the
# same name, with the same type and default; the checks stand here alone.

variable "cloud" {
  description = "The platform whose limits, names and forms hold: aws, azure, gcp or kubernetes."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["aws", "azure", "gcp", "kubernetes"], var.cloud)
    error_message = "cloud must be aws, azure, gcp or kubernetes; it is \"${var.cloud}\"."
  }
}

variable "scope" {
  description = "What names that are unique in the whole world are made unique by: the account, subscription or project. Empty where there is none."
  type        = string
  default     = ""
  nullable    = false
}

variable "name" {
  description = "Name of the deployment, the first part of every resource's name: 3 to 20 of a-z, 0-9 and -."
  type        = string
  default     = "captions"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is \"${var.name}\"."
  }
}

variable "environment" {
  description = "Stage of delivery: dev, preprod or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "preprod", "prod"], var.environment)
    error_message = "environment must be dev, preprod or prod; it is \"${var.environment}\"."
  }
}

variable "region" {
  description = "Region in the cloud's own form, such as eu-central-1, westeurope or europe-west1; with Kubernetes a label of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex(try(local.region_forms[var.cloud].pattern, "."), var.region))
    error_message = "region must be ${try(local.region_forms[var.cloud].says, "a region of the cloud")}; it is \"${var.region}\"."
  }
}

variable "owner" {
  description = "Who answers for the deployment: a team or an address, 2 to 60 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\pL0-9@][\\pL0-9 +=._:/@-]{0,58}[\\pL0-9]$", var.owner))
    error_message = "owner must be a team or an address: 2 to 60 letters, digits, blanks and + = . _ : / @ -, beginning and ending with a letter or digit; it is \"${var.owner}\"."
  }
}

variable "cost_center" {
  description = "Who pays: 1 to 40 letters, digits, - and _."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9_-]{0,38}[A-Za-z0-9])?$", var.cost_center))
    error_message = "cost_center must be 1 to 40 letters, digits, - and _, beginning and ending with a letter or digit; it is \"${var.cost_center}\"."
  }
}

variable "data_classification" {
  description = "How confidential the pictures are: public, internal or confidential."
  type        = string
  default     = "internal"
  nullable    = false

  validation {
    condition     = contains(["public", "internal", "confidential"], var.data_classification)
    error_message = "data_classification must be public, internal or confidential; it is \"${var.data_classification}\"."
  }
}

variable "tags" {
  description = "More tags, at most 30, in the form that every cloud takes (Google's labels are the narrowest)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = length(var.tags) <= 30 && alltrue([for key, value in var.tags :
      can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && !startswith(key, "exception-") && !contains(local.own_tag_keys, key)
      && can(regex("^([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)?$", value))
    ])
    error_message = join("", [
      "tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ",
      "ending with a letter or digit; ${join(", ", local.own_tag_keys)} and exception-... are set by the module. ",
      "${length(var.tags) > 30 ? "There are ${length(var.tags)}." : "Not allowed: ${join(", ", [for key, value in var.tags : "${key} = \"${try(coalesce(value), "")}\"" if !can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) || startswith(key, "exception-") || contains(local.own_tag_keys, key) || !can(regex("^([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)?$", value))])}."}",
    ])
  }
}

variable "release_version" {
  description = "Semantic version of what is deployed; stands in tags and names of revisions."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex(local.semantic_version, var.release_version))
    error_message = "release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is \"${var.release_version}\"."
  }
}

variable "package" {
  description = "What runs: on aws { bucket, key, sha256_base64 } or { image_uri }, on azure { container, key }, on gcp and kubernetes { image } pinned by its digest."
  type = object({
    bucket        = optional(string)
    key           = optional(string)
    sha256_base64 = optional(string)
    image_uri     = optional(string)
    container     = optional(string)
    image         = optional(string)
  })
  nullable = false

  validation {
    condition = (
      join(" ", [for name in ["bucket", "container", "image", "image_uri", "key", "sha256_base64"] : name if var.package[name] != null])
      == (var.cloud == "aws" ? (var.package.image_uri != null ? "image_uri" : "bucket key sha256_base64") : var.cloud == "azure" ? "container key" : "image")
      && alltrue([for name, pattern in local.package_patterns : var.package[name] == null ? true : can(regex(pattern, var.package[name]))])
    )
    error_message = "package must be ${try(local.package_forms[var.cloud], "what the cloud takes")}; it has ${join(", ", concat([for name in ["bucket", "container", "image", "image_uri", "key", "sha256_base64"] : "${name} = \"${var.package[name]}\"" if var.package[name] != null], alltrue([for value in values(var.package) : value == null]) ? ["nothing"] : []))}."
  }
}
