# The job that captions everything that lies in the store already.

locals {
  archive_job_name   = "${module.core.name}-archive"
  has_archive_job    = var.archive_job.enabled
  archive_identities = local.has_archive_job ? { job = "runs the archive job" } : {}

  # Five fields, each * or a number or a range, perhaps by steps, perhaps several. (Cloud Scheduler, "Cron job format and time zone")
  cron_values = [
    "[0-5]?[0-9]", "(1?[0-9]|2[0-3])", "([1-9]|[12][0-9]|3[01])",
    "([1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", "([0-7]|(?i:sun|mon|tue|wed|thu|fri|sat))",
  ]
  cron_parts   = [for value in local.cron_values : "(\\*|${value}(-${value})?)(/[1-9][0-9]?)?"]
  cron_pattern = "^${join("[ ]+", [for part in local.cron_parts : "${part}(,${part})*"])}$"
}

resource "google_service_account" "archive" {
  for_each = local.archive_identities

  project      = var.project_id
  account_id   = "${local.account_base}-job"
  display_name = "${module.core.name}: the archive job"
  description  = "Runs the archive job: reads pictures, writes results."

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "archive_reads_store" {
  for_each = local.archive_identities

  bucket = google_storage_bucket.store.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.archive[each.key].member
}

resource "google_storage_bucket_iam_member" "archive_writes_results" {
  for_each = local.archive_identities

  bucket = google_storage_bucket.results.name
  role   = "roles/storage.objectUser"
  member = google_service_account.archive[each.key].member
}

resource "google_cloud_run_v2_job" "archive" {
  count = local.has_archive_job ? 1 : 0

  project             = var.project_id
  name                = local.archive_job_name
  location            = var.region
  deletion_protection = !local.is_deletable
  launch_stage        = "GA"
  labels              = local.labels
  annotations         = local.annotations

  binary_authorization {
    use_default = true
  }

  template {
    task_count  = var.archive_job.shards
    parallelism = var.archive_job.max_parallel
    labels      = local.labels

    template {
      service_account       = google_service_account.archive["job"].email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      timeout               = "${var.archive_job.timeout_hours * 3600}s"
      max_retries           = 3 # a task that is tried again goes on where it was
      encryption_key        = one(google_kms_crypto_key.captions[*].id)

      containers {
        name  = "archive"
        image = var.archive_image
        args  = ["archive", "gs://${google_storage_bucket.store.name}/${var.events_prefix}", "--as", "sidecar"]

        resources {
          limits = {
            cpu    = "2"
            memory = "${max(module.core.limits.memory_mb, 2048)}Mi"
          }
        }

        dynamic "env" {
          for_each = local.archive_settings
          content {
            name  = env.key
            value = env.value
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
    google_storage_bucket_iam_member.archive_reads_store,
    google_storage_bucket_iam_member.archive_writes_results,
  ]
}

locals {
  # Results stand where those of events do, so that both see each other's work.
  archive_settings = merge(var.settings, {
    CAPTION_RESULTS_TO   = local.event_settings.CAPTION_RESULTS_TO
    GOOGLE_CLOUD_PROJECT = var.project_id
  })
}

# By the clock, where that is wished for.
resource "google_service_account" "schedule" {
  count = local.has_archive_job && var.archive_schedule != null ? 1 : 0

  project      = var.project_id
  account_id   = "${local.account_base}-cron"
  display_name = "${module.core.name}: starts the archive job"
  description  = "Starts the archive job and nothing else."

  depends_on = [google_project_service.required]
}

resource "google_cloud_run_v2_job_iam_member" "schedule" {
  count = length(google_service_account.schedule)

  project  = var.project_id
  location = google_cloud_run_v2_job.archive[0].location
  name     = google_cloud_run_v2_job.archive[0].name
  role     = "roles/run.invoker"
  member   = google_service_account.schedule[0].member
}

resource "google_cloud_scheduler_job" "archive" {
  count = length(google_service_account.schedule)

  project          = var.project_id
  region           = var.region
  name             = local.archive_job_name
  description      = "Starts the archive job."
  schedule         = trimspace(var.archive_schedule)
  time_zone        = "Etc/UTC"
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "30s"
    max_backoff_duration = "600s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.archive[0].id}:run"

    oauth_token {
      service_account_email = google_service_account.schedule[0].email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  depends_on = [google_cloud_run_v2_job_iam_member.schedule]
}
