# Two Deployments behind one Service: the stable one, and the canary with no pod until a release comes in. The delivery patches images and
# replicas; traffic is in the ratio of ready pods, or exactly by weight where there is a Gateway (main.entry.tf).

locals {
  tracks = {
    stable = { replicas = local.stable_replicas_min }
    canary = { replicas = 0 }
  }

  settings = merge(module.core.settings, {
    CAPTION_ADDRESS             = "0.0.0.0"
    CAPTION_PORT                = tostring(local.port)
    CAPTION_EVENTS_FROM         = local.events_from
    CAPTION_RESULTS_TO          = local.result_store
    OTEL_EXPORTER_OTLP_ENDPOINT = var.otlp_endpoint
    OTEL_SERVICE_NAME           = local.name
    }, var.events_sender == null ? {} : {
    CAPTION_EVENTS_ISSUER   = var.events_sender.issuer
    CAPTION_EVENTS_AUDIENCE = var.events_sender.audience
    CAPTION_EVENTS_KEY_SET  = var.events_sender.key_set
    CAPTION_EVENTS_IDENTITY = var.events_sender.identity
  })
}

resource "kubernetes_deployment_v1" "captions" {
  for_each = local.tracks

  metadata {
    name        = each.key == "stable" ? local.name : "${local.name}-${each.key}"
    namespace   = local.namespace
    labels      = merge(local.labels, { "captions/track" = each.key })
    annotations = local.annotations
  }

  spec {
    replicas                  = tostring(each.value.replicas)
    min_ready_seconds         = 5
    progress_deadline_seconds = 600
    revision_history_limit    = 5

    selector {
      match_labels = merge(local.selector, { "captions/track" = each.key })
    }

    # A new pod is ready before an old one goes.
    strategy {
      type = "RollingUpdate"

      rolling_update {
        max_surge       = "1"
        max_unavailable = "0"
      }
    }

    template {
      metadata {
        labels = merge(local.labels, {
          "captions/track"            = each.key
          "app.kubernetes.io/version" = local.tags.release
        })
        annotations = merge(local.annotations, { "captions/log-retention-days" = tostring(module.core.limits.log_retention_days) })
      }

      spec {
        service_account_name            = kubernetes_service_account_v1.captions.metadata[0].name
        automount_service_account_token = false
        enable_service_links            = false
        # preStop, then what is in work (a request's limit) and what the host needs to end.
        termination_grace_period_seconds = module.core.limits.timeout_seconds + 15

        security_context {
          run_as_non_root        = true
          run_as_user            = "65532"
          run_as_group           = "65532"
          fs_group               = "65532"
          fs_group_change_policy = "OnRootMismatch"

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }

        dynamic "image_pull_secrets" {
          for_each = var.pull_secret == null ? [] : [var.pull_secret]

          content {
            name = image_pull_secrets.value
          }
        }

        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "topology.kubernetes.io/zone"
          when_unsatisfiable = "ScheduleAnyway"

          label_selector {
            match_labels = merge(local.selector, { "captions/track" = each.key })
          }
        }

        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "kubernetes.io/hostname"
          when_unsatisfiable = "ScheduleAnyway"

          label_selector {
            match_labels = merge(local.selector, { "captions/track" = each.key })
          }
        }

        # A folder store must be there before the host looks at it.
        dynamic "init_container" {
          for_each = kubernetes_persistent_volume_claim_v1.store

          content {
            name    = "folders"
            image   = var.package.image
            command = ["/bin/mkdir", "-p", trimprefix(local.events_from, "file://"), trimprefix(local.result_store, "file://")]

            resources {
              requests = { cpu = "100m", memory = "32Mi" }
              limits   = { cpu = "100m", memory = "32Mi" }
            }

            security_context {
              allow_privilege_escalation = false
              read_only_root_filesystem  = true
              run_as_non_root            = true

              capabilities {
                drop = ["ALL"]
              }
            }

            volume_mount {
              name       = "store"
              mount_path = local.volume_path
            }
          }
        }

        container {
          name              = "captions"
          image             = var.package.image
          image_pull_policy = "IfNotPresent"

          port {
            name           = "http"
            container_port = local.port
            protocol       = "TCP"
          }

          dynamic "env" {
            for_each = {
              POD_NAME = "metadata.name"
              RELEASE  = "metadata.labels['app.kubernetes.io/version']"
              TRACK    = "metadata.labels['captions/track']"
            }

            content {
              name = env.key

              value_from {
                field_ref {
                  field_path = env.value
                }
              }
            }
          }

          # What alarms tell revisions apart by; the delivery changes the labels with the image.
          env {
            name  = "OTEL_RESOURCE_ATTRIBUTES"
            value = "service.namespace=${local.namespace},service.instance.id=$(POD_NAME),service.version=$(RELEASE),deployment.environment.name=${var.environment},captions.track=$(TRACK)"
          }

          dynamic "env" {
            for_each = merge(local.settings, local.secret_files)

            content {
              name  = env.key
              value = env.value
            }
          }

          dynamic "env" {
            for_each = local.secret_values

            content {
              name = env.key

              value_from {
                secret_key_ref {
                  name = env.value.secret
                  key  = env.value.key
                }
              }
            }
          }

          resources {
            requests = local.resources
            limits   = local.resources
          }

          security_context {
            allow_privilege_escalation = false
            privileged                 = false
            read_only_root_filesystem  = true
            run_as_non_root            = true

            capabilities {
              drop = ["ALL"]
            }

            seccomp_profile {
              type = "RuntimeDefault"
            }
          }

          # Models loaded and one caption made; five minutes for a slow disk.
          startup_probe {
            period_seconds    = 5
            timeout_seconds   = 5
            failure_threshold = 60

            http_get {
              path = "/health/started"
              port = "http"
            }
          }

          readiness_probe {
            period_seconds    = 5
            timeout_seconds   = 5
            failure_threshold = 2

            http_get {
              path = "/health/ready"
              port = "http"
            }
          }

          # The process answers; a saturated processor is no reason to end it.
          liveness_probe {
            period_seconds    = 10
            timeout_seconds   = 5
            failure_threshold = 6

            http_get {
              path = "/health/live"
              port = "http"
            }
          }

          # Endpoints spread slower than SIGTERM: the pod serves five seconds more. (The provider has no `sleep` action yet; the image has sleep.)
          lifecycle {
            pre_stop {
              exec {
                command = ["/bin/sleep", "5"]
              }
            }
          }

          volume_mount {
            name       = "tmp"
            mount_path = "/tmp"
          }

          dynamic "volume_mount" {
            for_each = local.secret_mounts

            content {
              name       = volume_mount.key
              mount_path = volume_mount.value.path
              read_only  = true
            }
          }

          dynamic "volume_mount" {
            for_each = kubernetes_persistent_volume_claim_v1.store

            content {
              name       = "store"
              mount_path = local.volume_path
            }
          }
        }

        volume {
          name = "tmp"

          empty_dir {
            size_limit = "256Mi"
          }
        }

        dynamic "volume" {
          for_each = local.secret_mounts

          content {
            name = volume.key

            secret {
              secret_name  = volume.value.secret
              default_mode = "0440"
            }
          }
        }

        dynamic "volume" {
          for_each = kubernetes_persistent_volume_claim_v1.store

          content {
            name = "store"

            persistent_volume_claim {
              claim_name = volume.value.metadata[0].name
            }
          }
        }
      }
    }
  }

  lifecycle {
    # The first apply starts the release that is named here. From then on releases come by the delivery, which patches the image, what names the
    # revision, its ConfigMap of settings and the replicas of both tracks (the autoscaler those of stable): an apply must not undo a canary that
    # runs, or bring back an old release.
    ignore_changes = [
      metadata[0].annotations["captions/revision"],
      metadata[0].annotations["captions/kept"],
      metadata[0].annotations["captions/replaces"],
      spec[0].replicas,
      spec[0].template[0].metadata[0].labels["app.kubernetes.io/version"],
      spec[0].template[0].metadata[0].labels["captions/revision"],
      spec[0].template[0].metadata[0].annotations["captions/package-sha256"],
      spec[0].template[0].metadata[0].annotations["captions/settings-sha256"],
      spec[0].template[0].spec[0].container[0].image,
      spec[0].template[0].spec[0].container[0].env_from,
      spec[0].template[0].spec[0].init_container[0].image,
    ]
  }

  depends_on = [kubernetes_network_policy_v1.default_deny, kubernetes_network_policy_v1.captions, kubernetes_resource_quota_v1.captions]
}

# By processors. Requests in flight, by which deploy/kubernetes scales, would tell a queue before it costs time; here measurements go through the
# collector, a minute late.
resource "kubernetes_horizontal_pod_autoscaler_v2" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    min_replicas = local.stable_replicas_min
    max_replicas = local.stable_replicas_max

    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.captions["stable"].metadata[0].name
    }

    metric {
      type = "Resource"

      resource {
        name = "cpu"

        target {
          type                = "Utilization"
          average_utilization = 60
        }
      }
    }

    # Fewer pods only after five quiet minutes, one at a time: each drains what it works on.
    behavior {
      scale_down {
        stabilization_window_seconds = 300
        select_policy                = "Max"

        policy {
          type           = "Pods"
          value          = 1
          period_seconds = 60
        }
      }

      scale_up {
        stabilization_window_seconds = 0
        select_policy                = "Max"

        policy {
          type           = "Percent"
          value          = 100
          period_seconds = 30
        }
      }
    }
  }
}

resource "kubernetes_pod_disruption_budget_v1" "captions" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  spec {
    max_unavailable = "1"

    selector {
      match_labels = local.selector
    }
  }
}
