# Each protection can be turned off with a reason, which is in the labels, and nothing else changes.

variables {
  environment     = "dev"
  region          = "europe-west1"
  owner           = "captions-team"
  project_id      = "captions-sandbox"
  billing_account = "012345-6789AB-CDEF01"
  release_version = "1.4.0"
  package = {
    image = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/captions@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  alarm_emails = ["ann@example.org"]
}
run "public_network_opens_the_network_and_not_the_service" {
  command = plan

  variables {
    exceptions = { public_network = "Partners call from the internet." }
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.ingress == "INGRESS_TRAFFIC_ALL" && google_cloud_run_v2_service.caption.invoker_iam_disabled == false
    error_message = "The network must be open, and IAM must still check."
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.labels["exception-public_network"] == "partners-call-from-the-internet" && google_cloud_run_v2_service.caption.annotations["exception/public-network"] == "Partners call from the internet."
    error_message = "The reason must be a label, and whole in the annotations."
  }
}

run "public_access_makes_the_program_check_callers_and_events_itself" {
  command = plan

  variables {
    access     = "keys"
    secrets    = { CAPTION_KEYS_FILE = "projects/captions-sandbox/secrets/caption-keys" }
    exceptions = { public_access = "The shop calls with keys of ours, without accounts." }
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.invoker_iam_disabled && google_cloud_run_v2_service.caption.ingress == "INGRESS_TRAFFIC_ALL"
    error_message = "The service must be open."
  }
  assert {
    condition = alltrue([for name, value in {
      CAPTION_AUTH            = "keys"
      CAPTION_KEYS_FILE       = "/secrets/caption-keys-file/value"
      CAPTION_EVENTS_ISSUER   = "https://accounts.google.com"
      CAPTION_EVENTS_AUDIENCE = "https://captions-dev-123456789012.europe-west1.run.app"
      CAPTION_EVENTS_KEY_SET  = "https://www.googleapis.com/oauth2/v3/certs"
      CAPTION_EVENTS_IDENTITY = "captions-dev-push@captions-sandbox.iam.gserviceaccount.com"
    } : contains([for env in google_cloud_run_v2_service.caption.template[0].containers[0].env : "${env.name}=${coalesce(env.value, "-")}"], "${name}=${value}")])
    error_message = "The program must ask for keys, and for Pub/Sub's token."
  }
  assert {
    condition = (
      google_cloud_run_v2_service.caption.template[0].volumes[0].secret[0].secret == "projects/captions-sandbox/secrets/caption-keys"
      && google_cloud_run_v2_service.caption.template[0].volumes[0].secret[0].items[0].version == "latest"
      && google_cloud_run_v2_service.caption.template[0].containers[0].volume_mounts[0].mount_path == "/secrets/caption-keys-file"
    )
    error_message = "The file of keys must come from Secret Manager."
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.caption_reads["projects/captions-sandbox/secrets/caption-keys"].role == "roles/secretmanager.secretAccessor"
    error_message = "The service must be allowed to read this secret."
  }
}

run "unversioned_store_keeps_no_versions" {
  command = plan

  variables {
    exceptions = { unversioned_store = "Pictures are copies of what the archive holds." }
  }
  assert {
    condition     = !google_storage_bucket.store.versioning[0].enabled && google_storage_bucket.store.public_access_prevention == "enforced" && google_storage_bucket.store.labels["exception-unversioned_store"] != ""
    error_message = "Versions must be off, and nothing else."
  }
}

run "unencrypted_keys_leaves_encryption_to_google" {
  command = plan

  variables {
    exceptions = { unencrypted_keys = "Google's own keys are enough for a trial." }
  }
  assert {
    condition     = length(google_kms_crypto_key.captions) == 0 && length(google_storage_bucket.store.encryption) == 0 && google_pubsub_topic.uploads.kms_key_name == null && google_artifact_registry_repository.images.kms_key_name == null
    error_message = "Nothing may name a key of our own."
  }
}

run "deletable_store_lets_everything_be_destroyed" {
  command = plan

  variables {
    exceptions = { deletable_store = "A trial that is thrown away on Friday." }
  }
  assert {
    condition     = google_storage_bucket.store.force_destroy && google_storage_bucket.store.soft_delete_policy[0].retention_duration_seconds == 0 && !google_cloud_run_v2_service.caption.deletion_protection
    error_message = "Store and service must be deletable."
  }
}

run "short_logs_are_kept_a_week" {
  command = plan

  variables {
    log_retention_days = 7
    exceptions         = { short_logs = "The works council allows a week of logs." }
  }
  assert {
    condition     = google_logging_project_bucket_config.captions.retention_days == 7
    error_message = "Logs must be kept 7 days."
  }
}
