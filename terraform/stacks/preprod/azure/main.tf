# Pre-production: as production, smaller: a slot that a new revision comes in by.

module "captions" {
  source = "../../../modules/azure"

  environment           = "preprod"
  region                = var.region
  owner                 = var.owner
  cost_center           = var.cost_center
  data_classification   = "internal"
  release_version       = var.release_version
  package               = var.package
  plan                  = "premium"
  memory_mb             = 3584
  max_instances         = 10
  min_instances         = 1
  monthly_budget_amount = 300
  log_retention_days    = 90
  result_retention_days = 90
  replication           = "ZRS"
  registry_sku          = "Premium"

  canary = {
    percent = 10
    minutes = 10
  }
  archive_job = {
    enabled = var.archive_image != null
  }

  alarm_emails       = var.alarm_emails
  allowed_ip_ranges  = var.allowed_ip_ranges
  caller_ip_ranges   = var.caller_ip_ranges
  applier_object_ids = var.applier_object_ids
  gitlab             = var.gitlab
  rollback_trigger   = var.rollback_trigger
  secrets_vault_id   = var.secrets_vault_id
  secrets            = var.secrets
  settings           = var.settings
  archive_image      = var.archive_image
  loop               = var.loop
  exceptions         = var.exceptions
}
