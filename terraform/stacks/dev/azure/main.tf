# Development: scales to zero, one region, no slot. Sizes stand here; what differs between accounts is a variable.

module "captions" {
  source = "../../../modules/azure"

  environment           = "dev"
  region                = var.region
  owner                 = var.owner
  cost_center           = var.cost_center
  data_classification   = "internal"
  release_version       = var.release_version
  package               = var.package
  plan                  = "flex"
  memory_mb             = 2048
  max_instances         = 5
  min_instances         = 0
  monthly_budget_amount = 50
  log_retention_days    = 30
  result_retention_days = 90
  replication           = "LRS"
  registry_sku          = "Standard"

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
