# Pictures, results, and the log of who touched them.

locals {
  # The folder of uploads by the bucket that it is in: store, results, or none.
  uploads_to = try(length(var.settings["CAPTION_UPLOADS_TO"]) > 0 ? var.settings["CAPTION_UPLOADS_TO"] : "", "")
  uploads = {
    for use in ["store", "results"] : use => trimprefix(local.uploads_to, "gs://${local.bucket_names[use]}/")
    if startswith(local.uploads_to, "gs://${local.bucket_names[use]}/")
  }
}

resource "google_storage_bucket" "store" {
  project                     = var.project_id
  name                        = local.bucket_names.store
  location                    = upper(var.region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = local.is_deletable
  labels                      = local.labels

  versioning {
    enabled = local.is_versioned
  }

  soft_delete_policy {
    retention_duration_seconds = local.soft_delete_seconds
  }

  # Pictures have no end of their own; what was replaced or deleted goes after a month.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = local.noncurrent_days
      with_state                 = "ARCHIVED"
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 1
    }
  }

  # What was uploaded for one request has served it.
  dynamic "lifecycle_rule" {
    for_each = { for bucket, prefix in local.uploads : bucket => prefix if bucket == "store" }
    content {
      action {
        type = "Delete"
      }
      condition {
        age            = 1
        matches_prefix = [lifecycle_rule.value]
      }
    }
  }

  logging {
    log_bucket        = google_storage_bucket.access_logs.name
    log_object_prefix = "store/"
  }

  dynamic "encryption" {
    for_each = google_kms_crypto_key.captions[*].id
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

resource "google_storage_bucket" "results" {
  project                     = var.project_id
  name                        = local.bucket_names.results
  location                    = upper(var.region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = local.is_deletable
  labels                      = local.labels

  versioning {
    enabled = local.is_versioned
  }

  soft_delete_policy {
    retention_duration_seconds = local.soft_delete_seconds
  }

  dynamic "lifecycle_rule" {
    for_each = var.result_retention_days > 0 ? [var.result_retention_days] : []
    content {
      action {
        type = "Delete"
      }
      condition {
        age        = lifecycle_rule.value
        with_state = "LIVE"
      }
    }
  }

  # What was replaced or deleted goes after a month.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = local.noncurrent_days
      with_state                 = "ARCHIVED"
    }
  }

  # What was uploaded for one request has served it.
  dynamic "lifecycle_rule" {
    for_each = { for bucket, prefix in local.uploads : bucket => prefix if bucket == "results" }
    content {
      action {
        type = "Delete"
      }
      condition {
        age            = 1
        matches_prefix = [lifecycle_rule.value]
      }
    }
  }

  logging {
    log_bucket        = google_storage_bucket.access_logs.name
    log_object_prefix = "results/"
  }

  dynamic "encryption" {
    for_each = google_kms_crypto_key.captions[*].id
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

# Usage logs of the two others. It has none of its own: each line would make another.
resource "google_storage_bucket" "access_logs" {
  project                     = var.project_id
  name                        = local.bucket_names.access_logs
  location                    = upper(var.region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = local.is_deletable
  labels                      = local.labels

  versioning {
    enabled = local.is_versioned
  }

  soft_delete_policy {
    retention_duration_seconds = local.soft_delete_seconds
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = local.log_retention_days
    }
  }

  dynamic "encryption" {
    for_each = google_kms_crypto_key.captions[*].id
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

# Who writes usage logs (Cloud Storage, "Usage logs and storage logs", set up log delivery).
resource "google_storage_bucket_iam_member" "access_log_writer" {
  bucket = google_storage_bucket.access_logs.name
  role   = "roles/storage.objectCreator"
  member = "group:cloud-storage-analytics@google.com"
}
