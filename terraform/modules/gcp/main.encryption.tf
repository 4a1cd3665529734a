# One key of our own for what is stored: objects, messages, images, logs, the service's image layers.

resource "google_kms_key_ring" "captions" {
  count = local.has_own_key ? 1 : 0

  project  = var.project_id
  name     = module.core.name
  location = var.region

  depends_on = [google_project_service.required]
}

resource "google_kms_crypto_key" "captions" {
  count = local.has_own_key ? 1 : 0

  name     = module.core.name
  key_ring = google_kms_key_ring.captions[0].id
  purpose  = "ENCRYPT_DECRYPT"
  labels   = local.labels

  rotation_period            = "7776000s" # 90 days
  destroy_scheduled_duration = "2592000s" # 30 days, in which a destroyed version can be restored

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = "SOFTWARE"
  }
}

# Service agents encrypt and decrypt for us; we ourselves never touch the key.
resource "google_kms_crypto_key_iam_member" "service_agents" {
  for_each = local.has_own_key ? local.encrypting_agents : {}

  crypto_key_id = google_kms_crypto_key.captions[0].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value
}
