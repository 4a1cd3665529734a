# dev on AWS: small, cheap, nothing kept for long; a new version gets everything at once after its smoke checks.
# What belongs to the account comes from terraform.tfvars (terraform.tfvars.example shows it) or TF_VAR_... of the pipeline.

module "captions" {
  source = "../../../modules/aws"

  environment = "dev"

  memory_mb             = 1769
  timeout_seconds       = 30
  max_instances         = 4
  min_instances         = 0
  monthly_budget_amount = 25
  log_retention_days    = 30
  result_retention_days = 30
  canary                = { percent = 0, minutes = 1 }

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
