# Where pictures are put and results go: a bucket or container by its address, or a volume that all pods share.

locals {
  volume_path  = "/data"
  store        = coalesce(var.store.address, "file://${local.volume_path}/")
  events_from  = "${local.store}${var.events_prefix}"
  result_store = coalesce(var.result_store, "${local.store}results/")

  # What the module cannot see stands beside what uses it, for whoever looks and for policy.
  store_annotations = {
    "captions/store-keeps-versions" = tostring(var.store.keeps_versions)
    "captions/store-has-own-key"    = tostring(var.store.has_own_key)
  }
}

resource "kubernetes_persistent_volume_claim_v1" "store" {
  for_each = { for name, volume in { store = var.store.volume } : name => volume if volume != null }

  wait_until_bound = false # some classes bind with the first pod

  metadata {
    name        = "${local.name}-${each.key}"
    namespace   = local.namespace
    labels      = local.labels
    annotations = merge(local.annotations, local.store_annotations, { "captions/is-retained" = tostring(each.value.is_retained) })
  }

  spec {
    access_modes       = [each.value.access_mode]
    storage_class_name = each.value.storage_class

    resources {
      requests = { storage = "${each.value.size_gib}Gi" }
    }
  }
}

# Where stores are, for jobs and people: kubectl get configmap NAME-stores -o yaml
resource "kubernetes_config_map_v1" "stores" {
  metadata {
    name        = "${local.name}-stores"
    namespace   = local.namespace
    labels      = local.labels
    annotations = merge(local.annotations, local.store_annotations)
  }

  data = {
    CAPTION_EVENTS_FROM    = local.events_from
    CAPTION_RESULTS_TO     = local.result_store
    CAPTION_RETENTION_DAYS = module.core.settings.CAPTION_RETENTION_DAYS
  }
}
