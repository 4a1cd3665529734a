# Images: what a tag names never changes, each is scanned, and old ones go.

resource "google_artifact_registry_repository" "images" {
  project       = var.project_id
  location      = var.region
  repository_id = module.core.name
  description   = "Images of ${module.core.name}."
  format        = "DOCKER"
  mode          = "STANDARD_REPOSITORY"
  kms_key_name  = one(google_kms_crypto_key.captions[*].id)
  labels        = local.labels

  docker_config {
    immutable_tags = true
  }

  vulnerability_scanning_config {
    enablement_config = "INHERITED"
  }

  cleanup_policy_dry_run = false

  cleanup_policies {
    id     = "keep-the-latest"
    action = "KEEP"

    most_recent_versions {
      keep_count = 20
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "7776000s" # 90 days
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}
