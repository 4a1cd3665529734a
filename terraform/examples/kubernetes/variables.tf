variable "release_version" {
  description = "Semantic version of what is deployed."
  type        = string
  default     = "0.1.0"
}

variable "image" {
  description = "Image of the host, pinned by @sha256: (make images; any registry that the cluster's nodes reach)."
  type        = string
}

variable "jobs_image" {
  description = "Image of the command line, pinned likewise."
  type        = string
}

variable "storage_class" {
  description = "Storage class of the volume."
  type        = string
  default     = "standard"
}
