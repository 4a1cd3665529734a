# The caps behind the budget: what the namespace may ask for at most, whoever asks. One pod more than max_instances, for a rolling update.

locals {
  job_resources    = { cpu = "2", memory = "2048Mi" }
  loop_resources   = { cpu = "2", memory = "4096Mi" } # champion and candidate are loaded beside each other
  loop_pods_max    = var.loop == null ? 0 : 1
  job_pods_max     = 1 + (var.archive_job.enabled ? var.archive_job.max_parallel : 0)
  host_pods_max    = var.max_instances + 1
  quota_cpu        = local.host_pods_max * module.core.limits.vcpus + (local.job_pods_max + local.loop_pods_max) * tonumber(local.job_resources.cpu)
  quota_memory_mib = local.host_pods_max * module.core.limits.memory_mb + local.job_pods_max * 2048 + local.loop_pods_max * 4096
}

resource "kubernetes_resource_quota_v1" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    hard = {
      "pods"                   = tostring(local.host_pods_max + local.job_pods_max + local.loop_pods_max)
      "requests.cpu"           = tostring(local.quota_cpu)
      "limits.cpu"             = tostring(local.quota_cpu)
      "requests.memory"        = "${local.quota_memory_mib}Mi"
      "limits.memory"          = "${local.quota_memory_mib}Mi"
      "requests.storage"       = "${try(var.store.volume.size_gib, 0)}Gi"
      "persistentvolumeclaims" = var.store.volume == null ? "0" : "1"
      "services.loadbalancers" = "0"
      "services.nodeports"     = "0"
    }
  }
}

resource "kubernetes_limit_range_v1" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    limit {
      type            = "Container"
      default         = local.resources
      default_request = local.resources
      max             = { cpu = tostring(max(module.core.limits.vcpus, 2)), memory = "${max(module.core.limits.memory_mb, var.loop == null ? 2048 : 4096)}Mi" }
    }
  }
}
