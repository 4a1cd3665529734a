# Secrets stay in Secret Manager: a setting that names a file gets one, any other gets the value when an instance starts.

locals {
  # Core refuses nulls; here they are left out, so that its message is the only one.
  given_secrets = { for setting, id in var.secrets : setting => id if id != null }
  file_secrets  = { for setting, id in local.given_secrets : setting => id if can(regex("_(FILE|KEY_SET)$", setting)) }
  value_secrets = { for setting, id in local.given_secrets : setting => id if !can(regex("_(FILE|KEY_SET)$", setting)) }

  # A volume holds one secret, so each has a folder of its own.
  secret_paths = { for setting, id in local.file_secrets : setting => "/secrets/${lower(replace(setting, "_", "-"))}/value" }

  secret_ids      = { for setting, id in local.given_secrets : setting => try(regex("^projects/[^/]+/secrets/[^/]+", id), id) }
  secret_versions = { for setting, id in local.given_secrets : setting => try(regex("/versions/([^/]+)$", id)[0], "latest") }
}

resource "google_secret_manager_secret_iam_member" "caption_reads" {
  for_each = toset(values(local.secret_ids))

  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.caption.member
}
