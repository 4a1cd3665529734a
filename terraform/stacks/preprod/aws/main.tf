# preprod on AWS: as prod, with fewer instances, and the same canary in a third of the time.
# What belongs to the account comes from terraform.tfvars (terraform.tfvars.example shows it) or TF_VAR_... of the pipeline.

module "captions" {
  source = "../../../modules/aws"

  environment = "preprod"

  memory_mb             = 2048
  timeout_seconds       = 30
  max_instances         = 20
  min_instances         = 0
  monthly_budget_amount = 150
  log_retention_days    = 60
  result_retention_days = 90
  canary                = { percent = 10, minutes = 5 }
  alarm_thresholds      = { error_percent = 2, latency_p95_ms = 4000 }

  region                       = var.region
  owner                        = var.owner
  cost_center                  = var.cost_center
  data_classification          = var.data_classification
  tags                         = var.tags
  release_version              = var.release_version
  package                      = var.package
  settings                     = var.settings
  secrets                      = var.secrets
  secret_key_arns              = var.secret_key_arns
  access                       = var.access
  entry                        = var.entry
  alarm_emails                 = var.alarm_emails
  rollback_trigger             = var.rollback_trigger
  archive_job                  = var.archive_job
  archive_image                = var.archive_image
  loop                         = var.loop
  network                      = var.network
  gitlab                       = var.gitlab
  gitlab_oidc_provider_arn     = var.gitlab_oidc_provider_arn
  otlp_endpoint                = var.otlp_endpoint
  layer_arns                   = var.layer_arns
  signing_profile_version_arns = var.signing_profile_version_arns
  exceptions                   = var.exceptions
}
