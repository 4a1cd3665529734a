# Nothing in or out but what is needed.

locals {
  monitoring_ports = [split(":", var.otlp_endpoint)[2]]
}

resource "kubernetes_network_policy_v1" "default_deny" {
  metadata {
    name        = "${local.name}-default-deny"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {}
  }
}

resource "kubernetes_network_policy_v1" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {
      match_labels = local.selector
    }

    # Callers: the ingress or gateway, the broker, namespaces that were named. Probes come from the node and need no rule.
    dynamic "ingress" {
      for_each = distinct(concat(var.allowed_namespaces, var.entry.kind == "cluster" ? [] : [var.entry.namespace], var.events_broker == null ? [] : ["knative-eventing"]))

      content {
        from {
          namespace_selector {
            match_labels = { "kubernetes.io/metadata.name" = ingress.value }
          }
        }

        ports {
          port     = "http"
          protocol = "TCP"
        }
      }
    }
  }
}

# What host and jobs reach alike: names, the collector, the store.
resource "kubernetes_network_policy_v1" "egress" {
  metadata {
    name        = "${local.name}-egress"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    policy_types = ["Egress"]

    pod_selector {}

    egress {
      to {
        namespace_selector {
          match_labels = { "kubernetes.io/metadata.name" = "kube-system" }
        }

        pod_selector {
          match_labels = { "k8s-app" = "kube-dns" }
        }
      }

      ports {
        port     = "53"
        protocol = "UDP"
      }

      ports {
        port     = "53"
        protocol = "TCP"
      }
    }

    egress {
      to {
        namespace_selector {
          match_labels = { "kubernetes.io/metadata.name" = var.monitoring.namespace }
        }
      }

      dynamic "ports" {
        for_each = local.monitoring_ports

        content {
          port     = ports.value
          protocol = "TCP"
        }
      }
    }

    dynamic "egress" {
      for_each = length(var.egress_cidrs) == 0 ? [] : [var.egress_cidrs]

      content {
        dynamic "to" {
          for_each = egress.value

          content {
            ip_block {
              cidr = to.value
            }
          }
        }

        ports {
          port     = tostring(var.egress_port)
          protocol = "TCP"
        }
      }
    }
  }
}
