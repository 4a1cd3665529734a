# Production: a slot that a new revision comes in by, two instances ready, pictures also in the paired region, keys in hardware.

module "captions" {
  source = "../../../modules/azure"

  environment           = "prod"
  region                = var.region
  owner                 = var.owner
  cost_center           = var.cost_center
  data_classification   = "confidential"
  release_version       = var.release_version
  package               = var.package
  plan                  = "premium"
  memory_mb             = 3584
  max_instances         = 20
  min_instances         = 2
  monthly_budget_amount = 1500
  log_retention_days    = 365
  result_retention_days = 0
  replication           = "GZRS"
  registry_sku          = "Premium"

  canary = {
    percent = 10
    minutes = 30
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
