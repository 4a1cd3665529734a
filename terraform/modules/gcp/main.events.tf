# An upload becomes a message, the message a push to the service; what cannot be delivered ends in the dead letters.

resource "google_pubsub_topic" "uploads" {
  project                    = var.project_id
  name                       = "${module.core.name}-uploads"
  kms_key_name               = one(google_kms_crypto_key.captions[*].id)
  message_retention_duration = "604800s" # 7 days, to replay from
  labels                     = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

resource "google_pubsub_topic" "dead_letters" {
  project                    = var.project_id
  name                       = "${module.core.name}-dead-letters"
  kms_key_name               = one(google_kms_crypto_key.captions[*].id)
  message_retention_duration = "1209600s" # 14 days
  labels                     = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

# Only what comes into the folder, and what goes from it: a deletion shows as OBJECT_ARCHIVE in a bucket that keeps versions.
resource "google_storage_notification" "uploads" {
  bucket             = google_storage_bucket.store.name
  topic              = google_pubsub_topic.uploads.id
  payload_format     = "JSON_API_V1"
  event_types        = ["OBJECT_FINALIZE", "OBJECT_DELETE", "OBJECT_ARCHIVE"]
  object_name_prefix = var.events_prefix

  depends_on = [google_pubsub_topic_iam_member.storage_publisher]
}

resource "google_pubsub_subscription" "uploads" {
  project = var.project_id
  name    = "${module.core.name}-uploads"
  topic   = google_pubsub_topic.uploads.id
  labels  = local.labels

  # Also the time that a push may take: a caption that takes longer than this would be delivered again while it runs.
  ack_deadline_seconds       = 600
  message_retention_duration = "604800s" # 7 days
  retain_acked_messages      = false

  # Never expires for want of uploads.
  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${local.service_url}/"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.service_url
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = local.max_delivery_attempts
  }

  depends_on = [
    google_cloud_run_v2_service_iam_member.push_invoker,
    google_pubsub_topic_iam_member.dead_letter_publisher,
    google_service_account_iam_member.push_token_creator,
  ]
}

# Keeps the dead letters until somebody has seen to them; a topic without a subscription would lose them at once.
resource "google_pubsub_subscription" "dead_letters" {
  project = var.project_id
  name    = "${module.core.name}-dead-letters"
  topic   = google_pubsub_topic.dead_letters.id
  labels  = local.labels

  ack_deadline_seconds       = 60
  message_retention_duration = "1209600s" # 14 days
  retain_acked_messages      = false

  expiration_policy {
    ttl = ""
  }
}
