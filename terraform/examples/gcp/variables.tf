variable "project_id" {
  description = "Project that everything is in."
  type        = string
}

variable "billing_account" {
  description = "Billing account that the budget watches, such as 012345-6789AB-CDEF01."
  type        = string
}

variable "image" {
  description = "Image of the service, pinned by @sha256:."
  type        = string
}

variable "release_version" {
  description = "Semantic version of the image."
  type        = string
}

variable "caller" {
  description = "Address of who may call the service and is told of alarms, such as ann@example.org."
  type        = string
}
