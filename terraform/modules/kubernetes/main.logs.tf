# Logs go to standard output, and the node keeps some megabytes of them. How long they live is the cluster's log store's to do: pods carry the days
# they are to be kept in an annotation, and this is the piece of Loki's runtime configuration that says the same. The module cannot enforce it.

resource "kubernetes_config_map_v1" "log_retention" {
  metadata {
    name        = "${local.name}-log-retention"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  data = {
    "loki-overrides.yaml" = yamlencode({
      overrides = { "*" = { retention_stream = [{
        selector = "{namespace=\"${module.core.name}\"}"
        priority = 10
        period   = "${module.core.limits.log_retention_days * 24}h"
      }] } }
    })
  }
}
