# preprod on Google Cloud: as production is, but smaller: what goes wrong there goes wrong here first.
# What belongs to the project comes from terraform.tfvars (terraform.tfvars.example shows it) or TF_VAR_... of the pipeline.

module "captions" {
  source = "../../../modules/gcp"

  environment = "preprod"

  memory_mb                = 1024
  timeout_seconds          = 30
  concurrency_per_instance = 2
  max_instances            = 10
  min_instances            = 0
  monthly_budget_amount    = 100
  log_retention_days       = 30
  result_retention_days    = 90
  canary                   = { percent = 20, minutes = 5 }

  region                  = var.region
  owner                   = var.owner
  cost_center             = var.cost_center
  data_classification     = var.data_classification
  tags                    = var.tags
  release_version         = var.release_version
  package                 = var.package
  settings                = var.settings
  secrets                 = var.secrets
  access                  = var.access
  alarm_emails            = var.alarm_emails
  rollback_trigger        = var.rollback_trigger
  archive_job             = var.archive_job
  gitlab                  = var.gitlab
  exceptions              = var.exceptions
  project_id              = var.project_id
  billing_account         = var.billing_account
  invokers                = var.invokers
  archive_image           = var.archive_image
  archive_schedule        = var.archive_schedule
  loop                    = var.loop
  collector_image         = var.collector_image
  monthly_budget_currency = var.monthly_budget_currency
}
