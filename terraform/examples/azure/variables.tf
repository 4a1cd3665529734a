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

variable "alarm_email" {
  description = "Address that alarms are sent to."
  type        = string
  nullable    = false
}

variable "release_version" {
  description = "Version of the package that is published."
  type        = string
  default     = "0.1.0"
  nullable    = false
}

variable "package_file" {
  description = "Zip of the program on this machine, as make package leaves it; null publishes nothing."
  type        = string
  default     = null
}

variable "allowed_ip_ranges" {
  description = "Public networks in CIDR form, /8 to /30, that may reach stores, vault and deployment endpoint: that of the machine that applies."
  type        = list(string)
  default     = []
  nullable    = false
}
