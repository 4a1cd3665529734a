# Who may do what. Every role stands at the smallest scope that Azure knows: a container, a queue, a key, a secret.

# Scopes are put together from names, not from ids, so that a plan shows them before anything is made.

locals {
  host_scope      = "${local.resource_group.id}/providers/Microsoft.Storage/storageAccounts/${azurerm_storage_account.this["host"].name}"
  store_scope     = "${local.resource_group.id}/providers/Microsoft.Storage/storageAccounts/${azurerm_storage_account.this["store"].name}"
  vault_scope     = "${local.resource_group.id}/providers/Microsoft.KeyVault/vaults/${azurerm_key_vault.this.name}"
  insights_scope  = "${local.resource_group.id}/providers/Microsoft.Insights/components/${azurerm_application_insights.this.name}"
  workspace_scope = "${local.resource_group.id}/providers/Microsoft.OperationalInsights/workspaces/${azurerm_log_analytics_workspace.this.name}"
  registry_scope  = "${local.resource_group.id}/providers/Microsoft.ContainerRegistry/registries/${azurerm_container_registry.this.name}"
  app_scope       = "${local.resource_group.id}/providers/Microsoft.Web/sites/${local.is_premium ? azurerm_linux_function_app.this[0].name : azurerm_function_app_flex_consumption.this[0].name}"

  container_scope_prefix = "${local.store_scope}/blobServices/default/containers"
  queue_scope_prefix     = "${local.store_scope}/queueServices/default/queues"

  # Presigned uploads write among the pictures, and sign with a user delegation key.
  takes_uploads = contains(keys(var.settings), "CAPTION_UPLOADS_TO")

  function_roles = merge(
    {
      host_blobs = {
        scope = local.host_scope
        role  = "Storage Blob Data Owner" # what AzureWebJobsStorage needs: keys of functions, leases, the running package
      }
      pictures = {
        scope = "${local.container_scope_prefix}/${azurerm_storage_container.store[local.pictures_container].name}"
        role  = local.takes_uploads ? "Storage Blob Data Contributor" : "Storage Blob Data Reader"
      }
      results = {
        scope = "${local.container_scope_prefix}/${azurerm_storage_container.store[local.results_container].name}"
        role  = "Storage Blob Data Contributor"
      }
      uploads_length = {
        scope = "${local.queue_scope_prefix}/${azurerm_storage_queue.this[local.uploads_queue].name}"
        role  = "Storage Queue Data Reader" # the scale controller looks at its length
      }
      uploads_messages = {
        scope = "${local.queue_scope_prefix}/${azurerm_storage_queue.this[local.uploads_queue].name}"
        role  = "Storage Queue Data Message Processor"
      }
      poison_messages = {
        scope = "${local.queue_scope_prefix}/${azurerm_storage_queue.this[local.poison_queue].name}"
        role  = "Storage Queue Data Message Sender"
      }
      telemetry = {
        scope = local.insights_scope
        role  = "Monitoring Metrics Publisher"
      }
    },
    local.is_premium ? {
      function_keys = { scope = local.vault_scope, role = "Key Vault Secrets Officer" } # the host makes and renews its keys itself
    } : {},
    local.takes_uploads ? {
      delegation = { scope = local.store_scope, role = "Storage Blob Delegator" }
    } : {},
  )
}

resource "azurerm_user_assigned_identity" "function" {
  name                = "id-${local.name}-function"
  resource_group_name = local.resource_group.name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_user_assigned_identity" "encryption" {
  name                = "id-${local.name}-encryption"
  resource_group_name = local.resource_group.name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_role_assignment" "function" {
  for_each = local.function_roles

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.function.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "encryption_key" {
  count = local.protections.unencrypted_keys ? 1 : 0

  scope                = "${local.vault_scope}/keys/${azurerm_key_vault_key.store[0].name}"
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.encryption.principal_id
  principal_type       = "ServicePrincipal"
}

# References of a Flex Consumption app are read by its own identity: azurerm cannot name another one there.
resource "azurerm_role_assignment" "secret" {
  for_each = local.referenced_secrets

  scope                = "${var.secrets_vault_id}/secrets/${try(split("/", each.value)[4], "none")}"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = local.is_premium ? azurerm_user_assigned_identity.function.principal_id : azurerm_function_app_flex_consumption.this[0].identity[0].principal_id
  principal_type       = "ServicePrincipal"
}
