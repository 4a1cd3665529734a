# Keys of our own for what is stored, and secrets by reference.

locals {
  # Settings that name a file; the others hold a text, which a reference to the vault puts into the environment.
  file_settings = [
    "CAPTION_KEYS_FILE", "CAPTION_JWT_KEY_SET", "CAPTION_ENDPOINT_KEY_FILE", "CAPTION_REGISTRY_PASSWORD_FILE",
    "CAPTION_SCORER_KEY_FILE", "CAPTION_FALLBACK_KEY_FILE",
  ]
  file_secrets       = [for setting in local.file_settings : setting if contains(keys(var.secrets), setting)]
  referenced_secrets = { for setting, id in var.secrets : setting => id if !contains(local.file_settings, setting) }
  secret_ids         = concat(values(var.secrets), var.rollback_trigger == null ? [] : [var.rollback_trigger.token_secret])

  files_mount_path = "/mounts/secrets"
  secret_settings = merge(
    # https://learn.microsoft.com/azure/app-service/app-service-key-vault-references (Understand source app settings from Key Vault)
    { for setting, id in local.referenced_secrets : setting => "@Microsoft.KeyVault(SecretUri=${id})" },
    { for setting in local.file_secrets : setting => "${local.files_mount_path}/${local.file_names[setting]}" },
  )
  file_names = { for setting in local.file_settings : setting => "${replace(lower(trimprefix(setting, "CAPTION_")), "_", "-")}.json" }
}

resource "azurerm_key_vault" "this" {
  name                          = local.names.vault
  resource_group_name           = local.resource_group.name
  location                      = var.region
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = var.environment == "prod" ? "premium" : "standard" # keys in hardware
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = true # the rules below say from where
  tags                          = local.tags

  network_acls {
    default_action             = local.has_network ? "Deny" : "Allow"
    bypass                     = "AzureServices"
    ip_rules                   = local.has_network ? local.ip_rules : []
    virtual_network_subnet_ids = local.function_subnet_ids
  }
}

# Whoever applies makes the key, and reads it in every plan.
resource "azurerm_role_assignment" "key_officer" {
  for_each = local.protections.unencrypted_keys ? toset(concat([data.azurerm_client_config.current.object_id], var.applier_object_ids)) : []

  scope                = local.vault_scope
  role_definition_name = "Key Vault Crypto Officer"
  principal_id         = each.key
  description          = "Whoever applies makes the key that the stores are encrypted with."
}

resource "azurerm_key_vault_key" "store" {
  count = local.protections.unencrypted_keys ? 1 : 0

  name         = "store"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = var.environment == "prod" ? "RSA-HSM" : "RSA"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]
  tags         = local.tags

  rotation_policy {
    expire_after         = "P2Y"
    notify_before_expiry = "P30D"

    automatic {
      time_after_creation = "P1Y"
    }
  }

  depends_on = [azurerm_role_assignment.key_officer]
}

resource "azurerm_management_lock" "vault" {
  count = local.protections.deletable_store && local.protections.unencrypted_keys ? 1 : 0

  name       = "lock-${local.names.vault}"
  scope      = local.vault_scope
  lock_level = "CanNotDelete"
  notes      = "Without its key the stores cannot be read. To delete it, give the exception deletable_store a reason and apply."
}

# Files reach the program by a share that is mounted read by the app; an operator puts them there (docs/operations/azure.md).
resource "azurerm_storage_share" "files" {
  count = length(local.file_secrets) == 0 ? 0 : 1

  name               = "secrets"
  storage_account_id = azurerm_storage_account.this["files"].id
  quota              = 1
  access_tier        = "TransactionOptimized"
}
