# Names, tags, limits, alarms and every check of the common variables come from the core; this module turns them into objects of a cluster.

module "core" {
  source = "../core"

  cloud = "kubernetes"

  name                     = var.name
  environment              = var.environment
  region                   = var.region
  owner                    = var.owner
  cost_center              = var.cost_center
  data_classification      = var.data_classification
  tags                     = var.tags
  release_version          = var.release_version
  package                  = var.package
  memory_mb                = var.memory_mb
  timeout_seconds          = var.timeout_seconds
  concurrency_per_instance = var.concurrency_per_instance
  max_instances            = var.max_instances
  min_instances            = var.min_instances
  settings                 = var.settings
  secrets                  = var.secrets
  access                   = var.access
  events_prefix            = var.events_prefix
  gitlab                   = var.gitlab
  log_retention_days       = var.log_retention_days
  result_retention_days    = var.result_retention_days
  monthly_budget_amount    = var.monthly_budget_amount
  monthly_budget_currency  = var.monthly_budget_currency
  alarm_emails             = var.alarm_emails
  alarm_thresholds         = var.alarm_thresholds
  canary                   = var.canary
  rollback_trigger         = var.rollback_trigger
  archive_job              = var.archive_job
  exceptions               = var.exceptions
}

locals {
  name      = module.core.name
  namespace = kubernetes_namespace_v1.captions.metadata[0].name

  selector = { "app.kubernetes.io/name" = local.name }
  labels   = merge(local.tags, local.selector, { "app.kubernetes.io/managed-by" = "terraform" })
  # A label takes 63 characters, so the whole reasons of exceptions stand in annotations.
  tags        = { for key, value in module.core.tags : key => value if value != "" }
  annotations = { for name, reason in var.exceptions : "captions/exception-${name}" => reason }

  # One processor is busy with requests while others decode: what a pod asks for is what it may have, so that caps are the cost.
  resources = { cpu = tostring(module.core.limits.vcpus), memory = "${module.core.limits.memory_mb}Mi" }

  # max_instances counts both tracks. A Deployment does not go to zero by itself: at least one pod waits for callers, in prod two.
  canary_replicas_max = var.canary.percent == 0 ? 0 : max(1, ceil(var.max_instances * var.canary.percent / 100))
  stable_replicas_min = max(var.min_instances, var.environment == "prod" ? 2 : 1)
  stable_replicas_max = max(1, var.max_instances - local.canary_replicas_max)

  port = 8080
}

resource "kubernetes_namespace_v1" "captions" {
  metadata {
    name = module.core.name
    labels = merge(local.labels, {
      "pod-security.kubernetes.io/enforce"         = "restricted"
      "pod-security.kubernetes.io/enforce-version" = "latest"
      "pod-security.kubernetes.io/audit"           = "restricted"
      "pod-security.kubernetes.io/warn"            = "restricted"
    })
    annotations = local.annotations
  }

  lifecycle {
    precondition {
      condition     = local.stable_replicas_max >= local.stable_replicas_min && (local.canary_replicas_max == 0 || var.max_instances > local.canary_replicas_max)
      error_message = "max_instances ${var.max_instances} is too few: at least ${local.stable_replicas_min} stable and ${local.canary_replicas_max} for the canary run at the same time. Set it to ${local.stable_replicas_min + local.canary_replicas_max} or more."
    }
    precondition {
      condition     = try(var.alarm_thresholds.latency_p95_ms <= 10000, true)
      error_message = "alarm_thresholds.latency_p95_ms must be at most 10000 on kubernetes: the measurements' last bucket ends at 10 s, and nothing longer could be told."
    }
  }
}
