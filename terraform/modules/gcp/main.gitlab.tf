# Who may deploy: pipelines of one project at GitLab on its protected refs, by the token that GitLab signs for each job. No keys.

locals {
  deployers = { for key, gitlab in { gitlab = var.gitlab } : key => gitlab if try(gitlab.project_path, null) != null }
}

resource "google_iam_workload_identity_pool" "deployers" {
  for_each = local.deployers

  project                   = var.project_id
  workload_identity_pool_id = "gl-${local.account_base}" # ids that begin with gcp- are Google's own
  display_name              = "gl-${local.account_base}"
  description               = "Pipelines that deploy ${module.core.name}."

  depends_on = [google_project_service.required]
}

resource "google_iam_workload_identity_pool_provider" "gitlab" {
  for_each = local.deployers

  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.deployers[each.key].workload_identity_pool_id
  workload_identity_pool_provider_id = "gitlab"
  display_name                       = "GitLab"
  description                        = "Protected refs of ${each.value.project_path}."

  attribute_mapping = {
    "google.subject"         = "assertion.sub"
    "attribute.project_path" = "assertion.project_path"
    "attribute.ref"          = "assertion.ref"
  }

  # The same issuer signs for everyone at GitLab: without this condition everyone could come in.
  attribute_condition = join(" && ", [
    "assertion.project_path == ${jsonencode(each.value.project_path)}",
    "assertion.ref_protected == \"true\"",
    "assertion.ref in ${jsonencode(each.value.protected_refs)}",
  ])

  # The audience that jobs ask GitLab for (id_tokens, aud), not another service's.
  oidc {
    issuer_uri        = each.value.url
    allowed_audiences = ["https://iam.googleapis.com"]
  }
}

# What pipelines deploy as.
resource "google_service_account" "deploy" {
  for_each = local.deployers

  project      = var.project_id
  account_id   = "${local.account_base}-cicd"
  display_name = "${module.core.name}: deployments"
  description  = "Pushes images, makes revisions and moves traffic; may read metrics."

  depends_on = [google_project_service.required]
}

resource "google_service_account_iam_member" "deploy_from_gitlab" {
  for_each = local.deployers

  service_account_id = google_service_account.deploy[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member = join("/", [
    "principalSet://iam.googleapis.com", google_iam_workload_identity_pool.deployers[each.key].name, "attribute.project_path", each.value.project_path,
  ])
}

resource "google_cloud_run_v2_service_iam_member" "deploy" {
  for_each = {
    for pair in setproduct(keys(local.deployers), ["roles/run.developer", "roles/run.invoker"]) : pair[1] => pair[0]
  }

  project  = var.project_id
  location = google_cloud_run_v2_service.caption.location
  name     = google_cloud_run_v2_service.caption.name
  role     = each.key
  member   = google_service_account.deploy[each.value].member
}

resource "google_artifact_registry_repository_iam_member" "deploy_pushes" {
  for_each = local.deployers

  project    = var.project_id
  location   = google_artifact_registry_repository.images.location
  repository = google_artifact_registry_repository.images.repository_id
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.deploy[each.key].member
}

# A revision runs as the service's account, so who makes one must be allowed to.
resource "google_service_account_iam_member" "deploy_runs_as_caption" {
  for_each = local.deployers

  service_account_id = google_service_account.caption.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.deploy[each.key].member
}

# The canary is judged by its metrics, which only a whole project lets be read.
resource "google_project_iam_member" "deploy_reads_metrics" {
  for_each = local.deployers

  project = var.project_id
  role    = "roles/monitoring.viewer"
  member  = google_service_account.deploy[each.key].member
}
