# How callers come in: a Service inside the cluster, and if asked for an ingress or a route of a gateway, with TLS.

locals {
  services = var.entry.kind == "gateway" ? {
    all    = local.selector
    stable = merge(local.selector, { "captions/track" = "stable" })
    canary = merge(local.selector, { "captions/track" = "canary" })
    } : {
    all = local.selector
  }
}

# "all" takes the pods of both tracks, so traffic is in their ratio; the others let a gateway weigh them.
resource "kubernetes_service_v1" "captions" {
  for_each = local.services

  metadata {
    name        = each.key == "all" ? local.name : "${local.name}-${each.key}-only"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    type     = "ClusterIP"
    selector = each.value

    port {
      name         = "http"
      port         = 80
      target_port  = "http"
      protocol     = "TCP"
      app_protocol = "http"
    }
  }

  # A canary that is not tried yet gets no traffic: the delivery narrows the Service of all pods to the stable ones meanwhile.
  lifecycle {
    ignore_changes = [spec[0].selector["captions/track"]]
  }
}

resource "kubernetes_ingress_v1" "captions" {
  count = var.entry.kind == "ingress" ? 1 : 0

  metadata {
    name      = local.name
    namespace = local.namespace
    labels    = local.labels
    annotations = merge(local.annotations, {
      "nginx.ingress.kubernetes.io/ssl-redirect"        = "true"
      "nginx.ingress.kubernetes.io/proxy-body-size"     = "20m" # as CAPTION_MAX_BODY_BYTES: the host says no with a reason
      "nginx.ingress.kubernetes.io/proxy-read-timeout"  = tostring(module.core.limits.timeout_seconds + 10)
      "nginx.ingress.kubernetes.io/proxy-next-upstream" = "off" # a caption is not asked for twice
      }, var.entry.auth_url == null ? {} : {
      "nginx.ingress.kubernetes.io/auth-url" = var.entry.auth_url
    })
  }

  spec {
    ingress_class_name = var.entry.class

    tls {
      hosts       = [var.entry.host]
      secret_name = var.entry.tls_secret
    }

    rule {
      host = var.entry.host

      http {
        path {
          path      = "/"
          path_type = "Prefix"

          backend {
            service {
              name = kubernetes_service_v1.captions["all"].metadata[0].name

              port {
                name = "http"
              }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "route" {
  count = var.entry.kind == "gateway" ? 1 : 0

  manifest = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "HTTPRoute"
    metadata = {
      name        = local.name
      namespace   = local.namespace
      labels      = local.labels
      annotations = local.annotations
    }
    spec = {
      hostnames = [var.entry.host]
      parentRefs = [merge(
        { name = var.entry.gateway.name, namespace = var.entry.gateway.namespace },
        var.entry.gateway.section == null ? {} : { sectionName = var.entry.gateway.section },
      )]
      rules = [{
        timeouts = { request = "${module.core.limits.timeout_seconds + 10}s" }
        backendRefs = [
          { name = kubernetes_service_v1.captions["stable"].metadata[0].name, port = 80, weight = 100 },
          { name = kubernetes_service_v1.captions["canary"].metadata[0].name, port = 80, weight = 0 },
        ]
      }]
    }
  }

  # Weights are the delivery's: what the cluster has is not put back.
  computed_fields = ["metadata.labels", "metadata.annotations", "spec.rules"]
}
