# Looks of the loop by the clock (docs/mlops.md): Cloud Scheduler runs a job of Cloud Run. Two at once are no harm: the loop takes turns by
# a lease of its own.

locals {
  loop_identities = var.loop == null ? {} : { job = "runs the loop", clock = "starts the loop and nothing else" }
  loop_count      = var.loop == null ? 0 : 1
  loop_settings = merge(
    { for name, value in var.settings : name => value if startswith(name, "CAPTION_MODEL_") || contains(["CAPTION_REVIEWS_TO", "CAPTION_TRAFFIC_TO", "CAPTION_UNSIGNED_MODELS", "CAPTION_MIN_VERSION"], name) },
    {
      CAPTION_MODEL_CACHE  = "/tmp/models"
      CAPTION_SIGNING_KEY  = "/secrets/loop/key.pem"
      GOOGLE_CLOUD_PROJECT = var.project_id
    },
  )
}

resource "google_service_account" "loop" {
  for_each = local.loop_identities

  project      = var.project_id
  account_id   = "${local.account_base}-${each.key == "job" ? "loop" : "tick"}"
  display_name = "${module.core.name}: ${each.value}"
  description  = "It ${each.value}."

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "loop_reads_store" {
  count = local.loop_count

  bucket = google_storage_bucket.store.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.loop["job"].member
}

resource "google_storage_bucket_iam_member" "loop_writes_results" {
  count = local.loop_count

  bucket = google_storage_bucket.results.name
  role   = "roles/storage.objectUser"
  member = google_service_account.loop["job"].member
}

resource "google_secret_manager_secret_iam_member" "loop_reads_key" {
  count = local.loop_count

  secret_id = var.loop.key_secret
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.loop["job"].member
}

resource "google_cloud_run_v2_job" "loop" {
  count = local.loop_count

  project             = var.project_id
  name                = "${module.core.name}-loop"
  location            = var.region
  deletion_protection = !local.is_deletable
  launch_stage        = "GA"
  labels              = local.labels
  annotations         = local.annotations

  binary_authorization {
    use_default = true
  }

  template {
    task_count  = 1
    parallelism = 1
    labels      = local.labels

    template {
      service_account       = google_service_account.loop["job"].email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      timeout               = "${var.loop.timeout_hours * 3600}s"
      max_retries           = 0 # another try would hide that a gate said no; the next look goes on
      encryption_key        = one(google_kms_crypto_key.captions[*].id)

      containers {
        name  = "loop"
        image = var.loop.image
        args  = ["loop", coalesce(var.loop.address, "gs://${google_storage_bucket.results.name}/loop/"), "--once"]

        resources {
          limits = {
            cpu    = "2"
            memory = "8192Mi" # champion and candidate are loaded beside each other, and /tmp is memory
          }
        }

        dynamic "env" {
          for_each = local.loop_settings
          content {
            name  = env.key
            value = env.value
          }
        }

        volume_mounts {
          name       = "key"
          mount_path = "/secrets/loop"
        }
      }

      volumes {
        name = "key"

        secret {
          secret       = var.loop.key_secret
          default_mode = 256 # 0400

          items {
            path    = "key.pem"
            version = "latest"
          }
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version] # names of the tools that changed it last
  }

  depends_on = [
    google_kms_crypto_key_iam_member.service_agents,
    google_secret_manager_secret_iam_member.loop_reads_key,
    google_storage_bucket_iam_member.loop_reads_store,
    google_storage_bucket_iam_member.loop_writes_results,
  ]
}

resource "google_cloud_run_v2_job_iam_member" "loop_clock" {
  count = local.loop_count

  project  = var.project_id
  location = google_cloud_run_v2_job.loop[0].location
  name     = google_cloud_run_v2_job.loop[0].name
  role     = "roles/run.invoker"
  member   = google_service_account.loop["clock"].member
}

resource "google_cloud_scheduler_job" "loop" {
  count = local.loop_count

  project          = var.project_id
  region           = var.region
  name             = "${module.core.name}-loop"
  description      = "Starts a look of the loop."
  schedule         = trimspace(var.loop.schedule)
  time_zone        = "Etc/UTC"
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "30s"
    max_backoff_duration = "600s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.loop[0].id}:run"

    oauth_token {
      service_account_email = google_service_account.loop["clock"].email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  depends_on = [google_cloud_run_v2_job_iam_member.loop_clock]
}
