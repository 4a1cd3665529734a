# Who runs as what, and what each may do: every right on one resource, none on the project but for traces.

# What the service runs as.
resource "google_service_account" "caption" {
  project      = var.project_id
  account_id   = "${local.account_base}-run"
  display_name = "${module.core.name}: the service"
  description  = "Runs the caption service: reads pictures, writes results."

  depends_on = [google_project_service.required]
}

# What Pub/Sub pushes events as.
resource "google_service_account" "push" {
  project      = var.project_id
  account_id   = "${local.account_base}-push"
  display_name = "${module.core.name}: pushes upload events"
  description  = "Identity in the tokens of pushed events; may call the service and nothing else."

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "caption_reads_store" {
  bucket = google_storage_bucket.store.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.caption.member
}

# Results are created, the pointer to the latest is replaced, and results of deleted pictures go.
resource "google_storage_bucket_iam_member" "caption_writes_results" {
  bucket = google_storage_bucket.results.name
  role   = "roles/storage.objectUser"
  member = google_service_account.caption.member
}

# Uploads that callers are to make themselves (CAPTION_UPLOADS_TO, in one of the two buckets): the service signs their addresses in its
# own name, and must have the right that it hands on.
resource "google_service_account_iam_member" "caption_signs_uploads" {
  for_each = local.uploads

  service_account_id = google_service_account.caption.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.caption.member
}

resource "google_storage_bucket_iam_member" "caption_takes_uploads" {
  for_each = { for bucket, prefix in local.uploads : bucket => prefix if bucket == "store" }

  bucket = google_storage_bucket.store.name
  role   = "roles/storage.objectUser"
  member = google_service_account.caption.member

  condition {
    title       = "uploads"
    description = "The folder of uploads alone."
    expression  = "resource.name.startsWith(${jsonencode("projects/_/buckets/${local.bucket_names.store}/objects/${each.value}")})"
  }
}

resource "google_cloud_run_v2_service_iam_member" "push_invoker" {
  project  = var.project_id
  location = google_cloud_run_v2_service.caption.location
  name     = google_cloud_run_v2_service.caption.name
  role     = "roles/run.invoker"
  member   = google_service_account.push.member
}

resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = toset(var.invokers)

  project  = var.project_id
  location = google_cloud_run_v2_service.caption.location
  name     = google_cloud_run_v2_service.caption.name
  role     = "roles/run.invoker"
  member   = each.value
}

# Cloud Storage's agent publishes the notifications.
resource "google_pubsub_topic_iam_member" "storage_publisher" {
  project = var.project_id
  topic   = google_pubsub_topic.uploads.name
  role    = "roles/pubsub.publisher"
  member  = local.agents.storage
}

# Pub/Sub's agent makes the tokens of pushes, and forwards what could not be delivered.
resource "google_service_account_iam_member" "push_token_creator" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.agents.pubsub
}

resource "google_pubsub_topic_iam_member" "dead_letter_publisher" {
  project = var.project_id
  topic   = google_pubsub_topic.dead_letters.name
  role    = "roles/pubsub.publisher"
  member  = local.agents.pubsub
}

resource "google_pubsub_subscription_iam_member" "dead_letter_forwarder" {
  project      = var.project_id
  subscription = google_pubsub_subscription.uploads.name
  role         = "roles/pubsub.subscriber"
  member       = local.agents.pubsub
}
