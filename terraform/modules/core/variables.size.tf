# How large it may become: memory, time, instances.

variable "memory_mb" {
  description = "Memory of one instance in MB; null takes the cloud's default (aws 1769, azure 2048, gcp and kubernetes 1024)."
  type        = number
  default     = null

  validation {
    condition = var.memory_mb == null ? true : (
      var.memory_mb == floor(var.memory_mb)
      && try(contains(local.cloud_limits.memory_sizes_mb, var.memory_mb), var.memory_mb >= local.cloud_limits.min_memory_mb && var.memory_mb <= local.cloud_limits.max_memory_mb)
    )
    error_message = "memory_mb must be ${local.cloud_limits.memory_says}; it is ${coalesce(var.memory_mb, 0)}."
  }
}

variable "timeout_seconds" {
  description = "Longest time of one request or event in seconds: 3 to 900 on aws, 230 on azure, 3600 on gcp and kubernetes."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout_seconds == floor(var.timeout_seconds) && var.timeout_seconds >= 3 && var.timeout_seconds <= local.cloud_limits.max_timeout_seconds
    error_message = "timeout_seconds must be a whole number from 3 to ${local.cloud_limits.max_timeout_seconds} on ${var.cloud}; it is ${var.timeout_seconds}."
  }
}

variable "concurrency_per_instance" {
  description = "Pictures that one instance works on at the same time, 1 to 256; null takes the cloud's default (aws 1, the only one there; kubernetes 16, in batches; others 2)."
  type        = number
  default     = null

  validation {
    condition = var.concurrency_per_instance == null ? true : (
      var.concurrency_per_instance == floor(var.concurrency_per_instance) && var.concurrency_per_instance >= 1
      && var.concurrency_per_instance <= local.cloud_limits.max_concurrency_per_instance
    )
    error_message = (
      local.cloud_limits.max_concurrency_per_instance == 1
      ? "concurrency_per_instance must be 1 on ${var.cloud}, where an instance takes one request at a time; it is ${coalesce(var.concurrency_per_instance, 0)}."
      : "concurrency_per_instance must be a whole number from 1 to ${local.cloud_limits.max_concurrency_per_instance}; it is ${coalesce(var.concurrency_per_instance, 0)}."
    )
  }
}

variable "max_instances" {
  description = "Most instances at the same time, 1 to 1000: what caps the cost."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.max_instances == floor(var.max_instances) && var.max_instances >= 1 && var.max_instances <= 1000
    error_message = "max_instances must be a whole number from 1 to 1000; it is ${var.max_instances}."
  }
}

variable "min_instances" {
  description = "Instances that are kept ready, 0 to max_instances."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.min_instances == floor(var.min_instances) && var.min_instances >= 0 && var.min_instances <= var.max_instances
    error_message = "min_instances must be a whole number from 0 to max_instances (${var.max_instances}); it is ${var.min_instances}."
  }
}
