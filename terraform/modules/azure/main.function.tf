# The function app: what both plans share, and Flex Consumption. Premium and its slot: main.rollout.tf.

locals {
  runtime_version = "10.0"

  # Longer than the program's own limit for a picture; at the end of it the host kills the worker.
  function_timeout = format("%02d:%02d:%02d", 0, floor(var.timeout_seconds / 60), floor(var.timeout_seconds % 60))

  app_settings = merge(
    module.core.settings,
    local.secret_settings,
    {
      CAPTION_EVENTS_FROM = "${local.store_address}${var.events_prefix}"
      CAPTION_RESULTS_TO  = local.result_store_address

      # The program's own clients, by the identity of the function.
      AZURE_CLIENT_ID = azurerm_user_assigned_identity.function.client_id

      # The Functions host, by the same identity: https://learn.microsoft.com/azure/azure-functions/functions-reference (Configure an
      # identity-based connection).
      AzureWebJobsStorage__accountName = local.host_account_name
      AzureWebJobsStorage__credential  = "managedidentity"
      AzureWebJobsStorage__clientId    = azurerm_user_assigned_identity.function.client_id

      CaptionQueueStorage__queueServiceUri = azurerm_storage_account.this["store"].primary_queue_endpoint
      CaptionQueueStorage__credential      = "managedidentity"
      CaptionQueueStorage__clientId        = azurerm_user_assigned_identity.function.client_id

      APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "ClientId=${azurerm_user_assigned_identity.function.client_id};Authorization=AAD"
      AzureFunctionsJobHost__functionTimeout    = local.function_timeout
    },
    var.otlp_endpoint == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = var.otlp_endpoint },
  )

  # Only the revision that takes the traffic takes uploads: on Premium the setting stays with the production slot.
  queue_setting = { CaptionQueue = local.uploads_queue }

  # With access platform the host asks for a key on every path, health too, so the platform could not look.
  health_check_path = var.access == "platform" ? null : "/health/live"

  # Deployments come from the runners alone. Requests come from anywhere where the platform asks for a function key, or where the exception
  # public_access says why anyone may knock; else from the callers' networks.
  deployment_ranges = local.has_network ? var.allowed_ip_ranges : []
  is_restricted     = length(var.caller_ip_ranges) > 0 || (var.access != "platform" && local.protections.public_access)
}

resource "azurerm_service_plan" "this" {
  name                         = "asp-${local.name}"
  resource_group_name          = local.resource_group.name
  location                     = var.region
  os_type                      = "Linux"
  sku_name                     = local.is_premium ? local.premium_sku : "FC1"
  maximum_elastic_worker_count = local.is_premium ? local.limits.max_instances : null
  zone_balancing_enabled       = false
  tags                         = local.tags
}

resource "azurerm_function_app_flex_consumption" "this" {
  count = local.is_premium ? 0 : 1

  name                = local.app_name
  resource_group_name = local.resource_group.name
  location            = var.region
  service_plan_id     = azurerm_service_plan.this.id
  tags                = local.tags

  runtime_name    = "dotnet-isolated"
  runtime_version = local.runtime_version

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = "${azurerm_storage_account.this["host"].primary_blob_endpoint}${azurerm_storage_container.host[local.deployments_container].name}"
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = azurerm_user_assigned_identity.function.id
  zip_deploy_file                   = var.package.file

  instance_memory_in_mb  = local.limits.memory_mb
  maximum_instance_count = local.limits.max_instances
  http_concurrency       = local.limits.concurrency_per_instance

  dynamic "always_ready" {
    for_each = local.limits.min_instances > 0 ? [local.limits.min_instances] : []
    content {
      name           = "http"
      instance_count = always_ready.value
    }
  }

  https_only                                     = true
  public_network_access_enabled                  = true
  client_certificate_enabled                     = false
  webdeploy_publish_basic_authentication_enabled = false
  virtual_network_subnet_id                      = one(local.function_subnet_ids)

  identity {
    type         = length(local.referenced_secrets) == 0 ? "UserAssigned" : "SystemAssigned, UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.function.id]
  }

  # azurerm adds a connection string without a key where AzureWebJobsStorage is not set; the empty one lets the identity through
  # (https://github.com/hashicorp/terraform-provider-azurerm/issues/29149).
  app_settings = merge(local.app_settings, local.queue_setting, { AzureWebJobsStorage = "" })

  site_config {
    application_insights_connection_string = azurerm_application_insights.this.connection_string
    http2_enabled                          = true
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
    remote_debugging_enabled               = false
    vnet_route_all_enabled                 = local.has_network
    health_check_path                      = local.health_check_path
    health_check_eviction_time_in_min      = local.health_check_path == null ? null : 2
    ip_restriction_default_action          = local.is_restricted ? "Deny" : "Allow"
    scm_ip_restriction_default_action      = local.has_network ? "Deny" : "Allow"

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

  depends_on = [azurerm_role_assignment.function]
}
