# preprod on AWS. Sizes are in terraform.tfvars; what belongs to the account comes from account.auto.tfvars or TF_VAR_...

module "captions" {
  source = "../../../modules/aws"

  environment              = "preprod"
  region                   = var.region
  owner                    = var.owner
  cost_center              = var.cost_center
  data_classification      = var.data_classification
  tags                     = var.tags
  release_version          = var.release_version
  package                  = var.package
  memory_mb                = var.memory_mb
  timeout_seconds          = var.timeout_seconds
  max_instances            = var.max_instances
  min_instances            = var.min_instances
  settings                 = var.settings
  secrets                  = var.secrets
  secret_key_arns          = var.secret_key_arns
  access                   = var.access
  entry                    = var.entry
  log_retention_days       = var.log_retention_days
  result_retention_days    = var.result_retention_days
  monthly_budget_amount    = var.monthly_budget_amount
  alarm_emails             = var.alarm_emails
  alarm_thresholds         = var.alarm_thresholds
  canary                   = var.canary
  rollback_trigger         = var.rollback_trigger
  archive_job              = var.archive_job
  archive_image            = var.archive_image
  network                  = var.network
  gitlab                   = var.gitlab
  gitlab_oidc_provider_arn = var.gitlab_oidc_provider_arn
  exceptions               = var.exceptions
}
