# What each platform allows, and what this deployment takes of it.

locals {
  cloud_limits = try(local.limits_by_cloud[var.cloud], local.limits_by_cloud.kubernetes)
  limits_by_cloud = {
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the program peaks near 370 MB
    aws = {
      memory_sizes_mb              = null
      min_memory_mb                = 512
      max_memory_mb                = 10240
      default_memory_mb            = 1769
      memory_says                  = "a whole number from 512 to 10240 on aws"
      max_timeout_seconds          = 900
      max_concurrency_per_instance = 1
      default_concurrency          = 1
    }
    # https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan, functions-premium-plan; 230 s: the load balancer in front
    azure = {
      memory_sizes_mb              = [2048, 4096, 3584, 7168, 14336]
      min_memory_mb                = 2048
      max_memory_mb                = 14336
      default_memory_mb            = 2048
      memory_says                  = "2048 or 4096 (Flex Consumption), or 3584, 7168 or 14336 (Premium) on azure"
      max_timeout_seconds          = 230
      max_concurrency_per_instance = 256
      default_concurrency          = 2
    }
    # https://cloud.google.com/run/docs/configuring/services/memory-limits, request-timeout
    gcp = {
      memory_sizes_mb              = null
      min_memory_mb                = 512
      max_memory_mb                = 32768
      default_memory_mb            = 1024
      memory_says                  = "a whole number from 512 to 32768 on gcp"
      max_timeout_seconds          = 3600
      max_concurrency_per_instance = 256
      default_concurrency          = 2
    }
    kubernetes = {
      memory_sizes_mb              = null
      min_memory_mb                = 512
      max_memory_mb                = 65536
      default_memory_mb            = 1024
      memory_says                  = "a whole number from 512 to 65536 on kubernetes"
      max_timeout_seconds          = 3600
      max_concurrency_per_instance = 256
      default_concurrency          = 16 # four batches of CAPTION_BATCH's four: fewer would make batches smaller
    }
  }

  memory_mb = coalesce(var.memory_mb, local.cloud_limits.default_memory_mb)

  limits = {
    memory_mb                = local.memory_mb
    vcpus                    = local.vcpus
    timeout_seconds          = var.timeout_seconds
    concurrency_per_instance = coalesce(var.concurrency_per_instance, local.cloud_limits.default_concurrency)
    max_instances            = var.max_instances
    min_instances            = var.min_instances
    log_retention_days       = var.log_retention_days
    result_retention_days    = var.result_retention_days
  }

  # Lambda gives a processor for each 1,769 MB, Flex Consumption and Premium one for each 2,048 and 3,584; on Cloud Run four need 2 GiB and
  # reach to 16, and eight reach to 32.
  vcpus = try({
    aws        = local.memory_mb / 1769
    azure      = contains([3584, 7168, 14336], local.memory_mb) ? local.memory_mb / 3584 : local.memory_mb / 2048
    gcp        = local.memory_mb <= 8192 ? 2 : local.memory_mb <= 16384 ? 4 : 8
    kubernetes = 2
  }[var.cloud], 2)

  allowed_log_retention_days = concat(
    contains(keys(var.exceptions), "short_logs") && var.cloud != "azure" ? [1, 3, 7, 14] : [], [30, 60, 90, 180, 365]
  )

  exception_names = [
    "public_network", "unversioned_store", "unencrypted_keys", "deletable_store", "unbounded_instances", "short_logs", "public_access", "no_rollback",
  ]
  protections = { for name in local.exception_names : name => !contains(keys(var.exceptions), name) }
}
