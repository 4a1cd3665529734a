# The resource group, and what the topics (main.<topic>.tf) share.

data "azurerm_client_config" "current" {}

module "core" {
  source = "../core"

  cloud = "azure"
  scope = data.azurerm_client_config.current.subscription_id

  name                     = var.name
  environment              = var.environment
  region                   = var.region
  owner                    = var.owner
  cost_center              = var.cost_center
  data_classification      = var.data_classification
  tags                     = var.tags
  release_version          = var.release_version
  package                  = var.package
  memory_mb                = var.memory_mb
  timeout_seconds          = var.timeout_seconds
  concurrency_per_instance = var.concurrency_per_instance
  max_instances            = var.max_instances
  min_instances            = var.min_instances
  settings                 = var.settings
  secrets                  = var.secrets
  access                   = var.access
  events_prefix            = var.events_prefix
  log_retention_days       = var.log_retention_days
  result_retention_days    = var.result_retention_days
  monthly_budget_amount    = var.monthly_budget_amount
  monthly_budget_currency  = var.monthly_budget_currency
  alarm_emails             = var.alarm_emails
  alarm_thresholds         = var.alarm_thresholds
  canary                   = var.canary
  rollback_trigger         = var.rollback_trigger
  archive_job              = var.archive_job
  gitlab                   = var.gitlab
  exceptions               = var.exceptions
}

locals {
  name        = module.core.name
  names       = module.core.names
  tags        = module.core.tags
  limits      = module.core.limits
  protections = module.core.protections
  is_premium  = var.plan == "premium"

  # https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan (Instance sizes; 512 MB is too little for the models) and
  # https://learn.microsoft.com/azure/azure-functions/functions-premium-plan (Available instance SKUs).
  memory_by_plan = {
    flex    = [2048, 4096]
    premium = [3584, 7168, 14336]
  }
  premium_sku = local.limits.memory_mb <= 3584 ? "EP1" : local.limits.memory_mb <= 7168 ? "EP2" : "EP3"

  # Names, unique in the world where they must be: abbreviations of the Cloud Adoption Framework.
  app_name           = "func-${local.names.short}"
  host_account_name  = "${local.names.short}h"
  store_account_name = "${local.names.short}d"
  files_account_name = "${local.names.short}f"
  slot_name          = "staging"

  resource_group = {
    name = var.resource_group_name == null ? azurerm_resource_group.this[0].name : data.azurerm_resource_group.given[0].name
    id   = "/subscriptions/${data.azurerm_client_config.current.subscription_id}/resourceGroups/${var.resource_group_name == null ? azurerm_resource_group.this[0].name : data.azurerm_resource_group.given[0].name}"
  }
}

resource "azurerm_resource_group" "this" {
  count = var.resource_group_name == null ? 1 : 0

  name     = "rg-${local.name}"
  location = var.region
  tags     = local.tags
}

data "azurerm_resource_group" "given" {
  count = var.resource_group_name == null ? 0 : 1

  name = var.resource_group_name
}
