# Premium: the production slot and the slot that a new revision comes in by. The pipeline puts a package into the slot, moves traffic to it
# by weight (az webapp traffic-routing), then swaps; a rollback moves the traffic back, or swaps again. So the running package and the
# weights are the pipeline's to change, and an apply leaves them alone. Flex Consumption has neither slots nor weights: its rolling update
# replaces instances in batches, set by `az functionapp update-strategy` (azurerm has no argument for it).

locals {
  package_url = "${azurerm_storage_account.this["host"].primary_blob_endpoint}${coalesce(var.package.container, "packages")}/${coalesce(var.package.key, "none")}"

  premium_settings = {
    # https://learn.microsoft.com/azure/azure-functions/run-functions-from-deployment-package (Fetch a package from Azure Blob Storage using
    # a managed identity)
    WEBSITE_RUN_FROM_PACKAGE                     = local.package_url
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID = azurerm_user_assigned_identity.function.id

    # Keys of functions in the vault, where both slots look: in the storage account each slot has its own, and a caller whose request goes
    # to the slot by weight would get 401. https://learn.microsoft.com/azure/azure-functions/function-keys-how-to (Manage key storage)
    AzureWebJobsSecretStorageType             = "keyvault"
    AzureWebJobsSecretStorageKeyVaultUri      = azurerm_key_vault.this.vault_uri
    AzureWebJobsSecretStorageKeyVaultClientId = azurerm_user_assigned_identity.function.client_id
  }
}

resource "azurerm_linux_function_app" "this" {
  count = local.is_premium ? 1 : 0

  name                = local.app_name
  resource_group_name = local.resource_group.name
  location            = var.region
  service_plan_id     = azurerm_service_plan.this.id
  tags                = local.tags

  functions_extension_version   = "~4"
  storage_account_name          = azurerm_storage_account.this["host"].name
  storage_uses_managed_identity = true
  content_share_force_disabled  = true # the share of contents knows keys alone; the program runs from its package

  https_only                                     = true
  public_network_access_enabled                  = true
  client_certificate_enabled                     = false
  builtin_logging_enabled                        = false # that is a log in the storage account, by its key
  ftp_publish_basic_authentication_enabled       = false
  webdeploy_publish_basic_authentication_enabled = false
  virtual_network_subnet_id                      = one(local.function_subnet_ids)
  key_vault_reference_identity_id                = azurerm_user_assigned_identity.function.id

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.function.id]
  }

  app_settings = merge(local.app_settings, local.premium_settings, local.queue_setting)

  sticky_settings {
    app_setting_names = keys(local.queue_setting)
  }

  site_config {
    application_insights_connection_string = azurerm_application_insights.this.connection_string
    app_scale_limit                        = local.limits.max_instances
    elastic_instance_minimum               = max(1, local.limits.min_instances)
    pre_warmed_instance_count              = 1
    runtime_scale_monitoring_enabled       = true # triggers behind a network are seen by the runtime alone
    ftps_state                             = "Disabled"
    http2_enabled                          = true
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
    remote_debugging_enabled               = false
    use_32_bit_worker                      = false
    vnet_route_all_enabled                 = local.has_network
    health_check_path                      = local.health_check_path
    health_check_eviction_time_in_min      = local.health_check_path == null ? null : 2
    ip_restriction_default_action          = local.is_restricted ? "Deny" : "Allow"
    scm_ip_restriction_default_action      = local.has_network ? "Deny" : "Allow"

    application_stack {
      dotnet_version              = local.runtime_version
      use_dotnet_isolated_runtime = true
    }

    dynamic "ip_restriction" {
      for_each = { for index, range in var.caller_ip_ranges : range => index }
      content {
        name       = "callers-${ip_restriction.value}"
        action     = "Allow"
        priority   = 100 + ip_restriction.value
        ip_address = ip_restriction.key
      }
    }

    dynamic "scm_ip_restriction" {
      for_each = { for index, range in local.deployment_ranges : range => index }
      content {
        name       = "runners-${scm_ip_restriction.value}"
        action     = "Allow"
        priority   = 100 + scm_ip_restriction.value
        ip_address = scm_ip_restriction.key
      }
    }
  }

  dynamic "storage_account" {
    for_each = azurerm_storage_share.files
    content {
      name         = "secrets"
      type         = "AzureFiles"
      account_name = azurerm_storage_account.this["files"].name
      access_key   = azurerm_storage_account.this["files"].primary_access_key
      share_name   = storage_account.value.name
      mount_path   = local.files_mount_path
    }
  }

  depends_on = [azurerm_role_assignment.function]

  lifecycle {
    ignore_changes = [app_settings["WEBSITE_RUN_FROM_PACKAGE"]]
  }
}

resource "azurerm_linux_function_app_slot" "staging" {
  count = local.is_premium ? 1 : 0

  name            = local.slot_name
  function_app_id = azurerm_linux_function_app.this[0].id
  tags            = local.tags

  functions_extension_version   = "~4"
  storage_account_name          = azurerm_storage_account.this["host"].name
  storage_uses_managed_identity = true
  content_share_force_disabled  = true

  https_only                                     = true
  public_network_access_enabled                  = true
  client_certificate_enabled                     = false
  builtin_logging_enabled                        = false
  ftp_publish_basic_authentication_enabled       = false
  webdeploy_publish_basic_authentication_enabled = false
  virtual_network_subnet_id                      = one(local.function_subnet_ids)
  key_vault_reference_identity_id                = azurerm_user_assigned_identity.function.id

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.function.id]
  }

  app_settings = merge(local.app_settings, local.premium_settings)

  site_config {
    application_insights_connection_string = azurerm_application_insights.this.connection_string
    app_scale_limit                        = local.limits.max_instances
    elastic_instance_minimum               = 1
    runtime_scale_monitoring_enabled       = true
    ftps_state                             = "Disabled"
    http2_enabled                          = true
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
    remote_debugging_enabled               = false
    use_32_bit_worker                      = false
    vnet_route_all_enabled                 = local.has_network
    health_check_path                      = local.health_check_path
    health_check_eviction_time_in_min      = local.health_check_path == null ? null : 2
    ip_restriction_default_action          = local.is_restricted ? "Deny" : "Allow"
    scm_ip_restriction_default_action      = local.has_network ? "Deny" : "Allow"

    application_stack {
      dotnet_version              = local.runtime_version
      use_dotnet_isolated_runtime = true
    }

    dynamic "ip_restriction" {
      for_each = { for index, range in var.caller_ip_ranges : range => index }
      content {
        name       = "callers-${ip_restriction.value}"
        action     = "Allow"
        priority   = 100 + ip_restriction.value
        ip_address = ip_restriction.key
      }
    }

    dynamic "scm_ip_restriction" {
      for_each = { for index, range in local.deployment_ranges : range => index }
      content {
        name       = "runners-${scm_ip_restriction.value}"
        action     = "Allow"
        priority   = 100 + scm_ip_restriction.value
        ip_address = scm_ip_restriction.key
      }
    }
  }

  dynamic "storage_account" {
    for_each = azurerm_storage_share.files
    content {
      name         = "secrets"
      type         = "AzureFiles"
      account_name = azurerm_storage_account.this["files"].name
      access_key   = azurerm_storage_account.this["files"].primary_access_key
      share_name   = storage_account.value.name
      mount_path   = local.files_mount_path
    }
  }

  lifecycle {
    ignore_changes = [app_settings["WEBSITE_RUN_FROM_PACKAGE"]]
  }
}
