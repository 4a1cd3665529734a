# The function: a service of Cloud Run from one image.

locals {
  event_settings = merge(
    {
      CAPTION_EVENTS_FROM     = "gs://${local.bucket_names.store}/${var.events_prefix}"
      CAPTION_EVENTS_ATTEMPTS = tostring(local.event_attempts)
      CAPTION_RESULTS_TO      = "gs://${local.bucket_names.results}/"
    },
    # Where IAM stands in front it has checked the pusher, and takes the signature off its token (Cloud Run, "Troubleshooting",
    # signature removed); where it does not, the host asks for the token itself.
    local.is_public ? {
      CAPTION_EVENTS_ISSUER   = "https://accounts.google.com"
      CAPTION_EVENTS_AUDIENCE = local.service_url
      CAPTION_EVENTS_KEY_SET  = "https://www.googleapis.com/oauth2/v3/certs"
      CAPTION_EVENTS_IDENTITY = google_service_account.push.email
    } : {},
  )

  settings = merge(
    module.core.settings,
    local.event_settings,
    local.secret_paths,
    local.trace_settings,
  )

  # Everything that makes one revision differ from another: a name with the same hash is the same revision.
  revision_hash = substr(sha256(jsonencode([
    var.package.image, module.core.limits, local.settings, var.secrets, local.has_own_key, local.labels, local.annotations, var.collector_image,
  ])), 0, 6)
  revision = "${module.core.name}-${trimsuffix(substr(module.core.names.revision, 0, 27), "-")}-${local.revision_hash}"
}

resource "google_cloud_run_v2_service" "caption" {
  project              = var.project_id
  name                 = module.core.name
  location             = var.region
  description          = "Alt text for pictures."
  ingress              = local.is_reachable ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  invoker_iam_disabled = local.is_public
  deletion_protection  = !local.is_deletable
  launch_stage         = "GA"
  labels               = local.labels
  annotations          = local.annotations

  binary_authorization {
    use_default = true
  }

  # Of the service and not of a revision: a canary does not double what is kept ready.
  scaling {
    min_instance_count = module.core.limits.min_instances
  }

  template {
    revision                         = local.revision
    service_account                  = google_service_account.caption.email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    timeout                          = "${module.core.limits.timeout_seconds}s"
    max_instance_request_concurrency = module.core.limits.concurrency_per_instance
    session_affinity                 = false
    encryption_key                   = one(google_kms_crypto_key.captions[*].id)
    labels                           = local.labels
    annotations                      = local.annotations

    scaling {
      max_instance_count = module.core.limits.max_instances
    }

    containers {
      name       = "caption"
      image      = var.package.image
      depends_on = var.collector_image == null ? null : ["collector"]

      ports {
        name           = "http1"
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = tostring(module.core.limits.vcpus)
          memory = "${module.core.limits.memory_mb}Mi"
        }
        cpu_idle          = true # processors are paid for while there are requests
        startup_cpu_boost = true
      }

      # Started once this process has made a real caption: within a second as measured, a minute at most.
      startup_probe {
        initial_delay_seconds = 0
        period_seconds        = 2
        timeout_seconds       = 2
        failure_threshold     = 30

        http_get {
          path = "/health/started"
          port = 8080
        }
      }

      liveness_probe {
        initial_delay_seconds = 10
        period_seconds        = 30
        timeout_seconds       = 5
        failure_threshold     = 3

        http_get {
          path = "/health/live"
          port = 8080
        }
      }

      dynamic "env" {
        for_each = local.settings
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.value_secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = local.secret_ids[env.key]
              version = local.secret_versions[env.key]
            }
          }
        }
      }

      dynamic "volume_mounts" {
        for_each = local.file_secrets
        content {
          name       = lower(replace(volume_mounts.key, "_", "-"))
          mount_path = dirname(local.secret_paths[volume_mounts.key])
        }
      }
    }

    dynamic "containers" {
      for_each = var.collector_image == null ? [] : [var.collector_image]
      content {
        name  = "collector"
        image = containers.value
        args  = ["--config=env:COLLECTOR_CONFIG"]

        resources {
          limits = {
            cpu    = "1"
            memory = "512Mi"
          }
          cpu_idle          = true
          startup_cpu_boost = true
        }

        startup_probe {
          period_seconds    = 2
          timeout_seconds   = 2
          failure_threshold = 30

          http_get {
            path = "/"
            port = 13133
          }
        }

        env {
          name  = "COLLECTOR_CONFIG"
          value = local.collector_config
        }
      }
    }

    # Read-only files; "latest" is read anew when the file is, so that a rotated secret needs no new revision.
    dynamic "volumes" {
      for_each = local.file_secrets
      content {
        name = lower(replace(volumes.key, "_", "-"))
        secret {
          secret       = local.secret_ids[volumes.key]
          default_mode = 292 # 0444: the program is not root
          items {
            path    = "value"
            version = local.secret_versions[volumes.key]
            mode    = 292
          }
        }
      }
    }
  }

  traffic {
    type     = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
    revision = local.revision
    percent  = 100
  }

  lifecycle {
    # The first revision gets all traffic. Every later one starts with none: who moves traffic is the deployment, by weight, step by
    # step, and back (docs/operations/gcp.md). An apply in the middle of it must not move it too. The clients are names of the tools
    # that changed it last.
    ignore_changes = [traffic, client, client_version]
  }

  depends_on = [
    google_kms_crypto_key_iam_member.service_agents,
    google_secret_manager_secret_iam_member.caption_reads,
    google_storage_bucket_iam_member.caption_reads_store,
    google_storage_bucket_iam_member.caption_writes_results,
  ]
}
