# What the pods run as: a service account without a token. Rights on a cloud's store come by its annotations (the cloud's webhook gives pods a
# token for that cloud alone).

resource "kubernetes_service_account_v1" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = merge(local.annotations, var.identity_annotations)
  }

  automount_service_account_token = false
}
