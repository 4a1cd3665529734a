# Log lines in a bucket of their own, with their own retention; those of nothing else.

locals {
  log_filter = join(" OR ", concat(
    ["(resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${module.core.name}\")"],
    [for job in google_cloud_run_v2_job.loop : "(resource.type=\"cloud_run_job\" AND resource.labels.job_name=\"${job.name}\")"],
    local.has_archive_job ? ["(resource.type=\"cloud_run_job\" AND resource.labels.job_name=\"${local.archive_job_name}\")"] : [],
  ))
}

resource "google_logging_project_bucket_config" "captions" {
  project        = var.project_id
  location       = var.region
  bucket_id      = module.core.name
  description    = "Log lines of ${module.core.name}."
  retention_days = local.log_retention_days

  dynamic "cmek_settings" {
    for_each = google_kms_crypto_key.captions[*].id
    content {
      kms_key_name = cmek_settings.value
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents]
}

# Within one project a sink needs no identity of its own.
resource "google_logging_project_sink" "captions" {
  project                = var.project_id
  name                   = module.core.name
  description            = "Log lines of ${module.core.name} to their bucket."
  destination            = "logging.googleapis.com/projects/${var.project_id}/locations/${var.region}/buckets/${google_logging_project_bucket_config.captions.bucket_id}"
  filter                 = local.log_filter
  unique_writer_identity = true
}

# Not in the bucket _Default too, where they would be kept otherwise and paid for twice.
resource "google_logging_project_exclusion" "captions" {
  project     = var.project_id
  name        = module.core.name
  description = "Kept by the sink ${module.core.name} instead."
  filter      = local.log_filter

  depends_on = [google_logging_project_sink.captions]
}

# Captions that were made, by verdict: the host's line of a request says "ID VERDICT TIME ms MODEL VERSION" in its note.
resource "google_logging_metric" "verdicts" {
  project     = var.project_id
  name        = "${module.core.name}-verdicts"
  description = "Captions by verdict: good, review, refused."
  filter = join(" AND ", [
    "resource.type=\"cloud_run_revision\"",
    "resource.labels.service_name=\"${module.core.name}\"",
    "jsonPayload.route=\"/v1/captions\"",
    "jsonPayload.status=200",
    "jsonPayload.note=~\"^[0-9A-Z]{26} (good|review|refused) \"",
  ])

  label_extractors = {
    verdict = "REGEXP_EXTRACT(jsonPayload.note, \"^[0-9A-Z]{26} (good|review|refused) \")"
  }

  metric_descriptor {
    metric_kind  = "DELTA"
    value_type   = "INT64"
    unit         = "1"
    display_name = "${module.core.name}: captions by verdict"

    labels {
      key         = "verdict"
      value_type  = "STRING"
      description = "good, review or refused."
    }
  }
}
