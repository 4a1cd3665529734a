variable "region" {
  description = "Region of AWS."
  type        = string
  default     = "eu-central-1"
}

variable "owner" {
  description = "Who answers for it."
  type        = string
}

variable "release_version" {
  description = "Version of the package."
  type        = string
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to."
  type        = list(string)
  default     = []
}

variable "package_bucket" {
  description = "Bucket of the region that captions-aws.zip was put into."
  type        = string
}

variable "package_key" {
  description = "Its key there."
  type        = string
  default     = "captions-aws.zip"
}

variable "package_sha256_base64" {
  description = "SHA-256 of the package in base64: openssl dgst -sha256 -binary captions-aws.zip | base64"
  type        = string
}
