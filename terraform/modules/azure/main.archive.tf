# The job that captions a whole archive. Container Apps number no replicas, so workers claim shards (docs/operations/archives.md).

# Where jobs of either kind run.
resource "azurerm_container_app_environment" "this" {
  count = local.has_jobs ? 1 : 0

  name                           = "cae-${local.name}"
  resource_group_name            = local.resource_group.name
  location                       = var.region
  logs_destination               = "azure-monitor"
  infrastructure_subnet_id       = one(local.job_subnet_ids)
  internal_load_balancer_enabled = local.has_job_network
  tags                           = local.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

resource "azurerm_monitor_diagnostic_setting" "archive" {
  count = local.has_jobs ? 1 : 0

  name                       = "to-${azurerm_log_analytics_workspace.this.name}"
  target_resource_id         = azurerm_container_app_environment.this[0].id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id

  enabled_log {
    category = "ContainerAppConsoleLogs"
  }
  enabled_log {
    category = "ContainerAppSystemLogs"
  }
}

resource "azurerm_user_assigned_identity" "archive" {
  count = var.archive_job.enabled ? 1 : 0

  name                = "id-${local.name}-archive"
  resource_group_name = local.resource_group.name
  location            = var.region
  tags                = local.tags
}

locals {
  archive_roles = var.archive_job.enabled ? {
    image    = { scope = local.registry_scope, role = "AcrPull" }
    pictures = { scope = local.function_roles.pictures.scope, role = "Storage Blob Data Reader" }
    results  = { scope = local.function_roles.results.scope, role = "Storage Blob Data Contributor" }
  } : {}
}

resource "azurerm_role_assignment" "archive" {
  for_each = local.archive_roles

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.archive[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_container_app_job" "archive" {
  count = var.archive_job.enabled ? 1 : 0

  name                         = "caj-${local.name}-archive"
  resource_group_name          = local.resource_group.name
  location                     = var.region
  container_app_environment_id = azurerm_container_app_environment.this[0].id
  workload_profile_name        = "Consumption"
  replica_timeout_in_seconds   = var.archive_job.timeout_hours * 3600
  replica_retry_limit          = 4
  tags                         = local.tags

  manual_trigger_config {
    parallelism              = var.archive_job.max_parallel
    replica_completion_count = var.archive_job.max_parallel
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.archive[0].id]
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = azurerm_user_assigned_identity.archive[0].id
  }

  template {
    container {
      name   = "caption"
      image  = var.archive_image
      cpu    = 2
      memory = "4Gi"
      args   = ["archive", "${local.store_address}${var.events_prefix}", "--as", "jsonl", "--into", "${local.result_store_address}tables/"]

      env {
        name  = "CAPTION_SHARD_COUNT"
        value = tostring(var.archive_job.shards)
      }
      env {
        name  = "CAPTION_RESULTS_TO"
        value = local.result_store_address
      }
      env {
        name  = "AZURE_CLIENT_ID"
        value = azurerm_user_assigned_identity.archive[0].client_id
      }
    }
  }

  depends_on = [azurerm_role_assignment.archive, azurerm_private_endpoint.registry]
}
