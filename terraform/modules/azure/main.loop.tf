# Looks of the loop by the clock (docs/mlops.md): a job of Container Apps with a schedule. Two at once are no harm: the loop takes turns by a
# lease of its own.

locals {
  loop_count   = var.loop == null ? 0 : 1
  loop_key     = "loop-key"
  loop_folder  = "/secrets/loop"
  loop_address = try(coalesce(var.loop.address, "${local.result_store_address}loop/"), "")
  loop_settings = merge(
    { for name, value in var.settings : name => value if startswith(name, "CAPTION_MODEL_") || contains(["CAPTION_REVIEWS_TO", "CAPTION_TRAFFIC_TO", "CAPTION_UNSIGNED_MODELS", "CAPTION_MIN_VERSION"], name) },
    {
      CAPTION_MODEL_CACHE = "/tmp/models"
      CAPTION_SIGNING_KEY = "${local.loop_folder}/${local.loop_key}"
    },
  )
  loop_roles = var.loop == null ? {} : {
    image    = { scope = local.registry_scope, role = "AcrPull" }
    pictures = { scope = local.function_roles.pictures.scope, role = "Storage Blob Data Reader" }
    results  = { scope = local.function_roles.results.scope, role = "Storage Blob Data Contributor" }
    key      = { scope = "${var.loop.vault_id}/secrets/${try(split("/", var.loop.key_secret)[4], "none")}", role = "Key Vault Secrets User" }
  }
}

resource "azurerm_user_assigned_identity" "loop" {
  count = local.loop_count

  name                = "id-${local.name}-loop"
  resource_group_name = local.resource_group.name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_role_assignment" "loop" {
  for_each = local.loop_roles

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.loop[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_container_app_job" "loop" {
  count = local.loop_count

  name                         = "caj-${local.name}-loop"
  resource_group_name          = local.resource_group.name
  location                     = var.region
  container_app_environment_id = azurerm_container_app_environment.this[0].id
  workload_profile_name        = "Consumption"
  replica_timeout_in_seconds   = var.loop.timeout_hours * 3600
  replica_retry_limit          = 0 # another try would hide that a gate said no; the next look goes on
  tags                         = local.tags

  schedule_trigger_config {
    cron_expression          = var.loop.schedule
    parallelism              = 1
    replica_completion_count = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.loop[0].id]
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = azurerm_user_assigned_identity.loop[0].id
  }

  secret {
    name                = local.loop_key
    identity            = azurerm_user_assigned_identity.loop[0].id
    key_vault_secret_id = var.loop.key_secret
  }

  template {
    # Every secret of the job is a file of it, called as the secret is.
    volume {
      name         = "secrets"
      storage_type = "Secret"
    }

    container {
      name   = "caption"
      image  = var.loop.image
      cpu    = 2
      memory = "4Gi"
      args   = ["loop", local.loop_address, "--once"]

      dynamic "env" {
        for_each = merge(local.loop_settings, { AZURE_CLIENT_ID = azurerm_user_assigned_identity.loop[0].client_id })

        content {
          name  = env.key
          value = env.value
        }
      }

      volume_mounts {
        name = "secrets"
        path = local.loop_folder
      }
    }
  }

  depends_on = [azurerm_role_assignment.loop, azurerm_private_endpoint.registry]
}
