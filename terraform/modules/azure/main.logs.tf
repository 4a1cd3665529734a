# Logs and traces: one workspace for the deployment, with Application Insights over it.

resource "azurerm_log_analytics_workspace" "this" {
  name                         = "log-${local.name}"
  resource_group_name          = local.resource_group.name
  location                     = var.region
  sku                          = "PerGB2018"
  retention_in_days            = local.limits.log_retention_days
  local_authentication_enabled = false
  tags                         = local.tags
}

resource "azurerm_application_insights" "this" {
  name                         = "appi-${local.name}"
  resource_group_name          = local.resource_group.name
  location                     = var.region
  application_type             = "web"
  workspace_id                 = azurerm_log_analytics_workspace.this.id
  retention_in_days            = local.limits.log_retention_days
  sampling_percentage          = 100 # alarms count requests; host.json samples what comes in bursts
  local_authentication_enabled = false
  ip_masking_enabled           = true
  tags                         = local.tags
}

# Categories: https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index
locals {
  diagnostics = {
    pictures = { id = "${local.store_scope}/blobServices/default", logs = ["StorageDelete", "StorageRead", "StorageWrite"] }
    queues   = { id = "${local.store_scope}/queueServices/default", logs = ["StorageDelete", "StorageRead", "StorageWrite"] }
    vault    = { id = local.vault_scope, logs = ["AuditEvent"] }
    topic    = { id = azurerm_eventgrid_system_topic.store.id, logs = ["DeliveryFailures"] }
    registry = { id = local.registry_scope, logs = ["ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"] }
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  for_each = local.diagnostics

  name                       = "to-${azurerm_log_analytics_workspace.this.name}"
  target_resource_id         = each.value.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id

  dynamic "enabled_log" {
    for_each = each.value.logs
    content {
      category = enabled_log.value
    }
  }
}
