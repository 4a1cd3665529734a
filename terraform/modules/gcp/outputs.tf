# The same names in every cloud module.

output "caption_url" {
  description = "Address of the service; POST /v1/captions takes pictures."
  value       = google_cloud_run_v2_service.caption.uri
}

output "store" {
  description = "Where pictures are put: gs://bucket/ and the folder whose uploads are captioned."
  value       = "gs://${google_storage_bucket.store.name}/${var.events_prefix}"
}

output "result_store" {
  description = "Where results are written: gs://bucket/."
  value       = "gs://${google_storage_bucket.results.name}/"
}

output "registry" {
  description = "Where images are pushed: REGION-docker.pkg.dev/PROJECT/REPOSITORY."
  value       = "${google_artifact_registry_repository.images.location}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
}

output "alarms" {
  description = "The seven alarms by name: names of alert policies, and of the budget for cost."
  value       = merge({ for name, policy in google_monitoring_alert_policy.alarms : name => policy.name }, { cost = google_billing_budget.captions.name })
}

output "identity" {
  description = "What the service runs as: the address of its service account."
  value       = google_service_account.caption.email
}

output "deployment" {
  description = "What the deploy code needs: where the service is, what it is called, how a revision comes in."
  value = {
    cloud            = "gcp"
    environment      = var.environment
    region           = var.region
    project          = var.project_id
    service          = google_cloud_run_v2_service.caption.name
    repository       = google_artifact_registry_repository.images.repository_id
    revision         = local.revision
    identity         = one([for account in google_service_account.deploy : account.email])
    provider         = one([for provider in google_iam_workload_identity_pool_provider.gitlab : provider.name])
    archive_job      = one(google_cloud_run_v2_job.archive[*].name)
    canary           = var.canary
    alarm_thresholds = var.alarm_thresholds
  }
}

output "protections" {
  description = "Each protection by the name of the exception that turns it off: true where it holds."
  value       = module.core.protections
}

output "budget" {
  description = "The budget, and what instances may cost, with the prices that were counted with."
  value       = module.core.budget
}
