# Pictures and results, what the host of the function keeps, and the packages. No account has keys that anything uses.

locals {
  pictures_container     = "pictures"
  results_container      = "results"
  dead_letters_container = "dead-letters"
  deployments_container  = "deployments" # Flex Consumption keeps the running package there
  uploads_queue          = "uploads"
  poison_queue           = "${local.uploads_queue}-poison"

  store_address        = "az://${local.store_account_name}/${local.pictures_container}/"
  result_store_address = "az://${local.store_account_name}/${local.results_container}/"

  # The accounts differ in what they are for alone. The files account is there where secrets are files.
  accounts = merge(
    {
      host  = { name = local.host_account_name, purpose = "function-host", uses_keys = false }
      store = { name = local.store_account_name, purpose = "pictures-and-results", uses_keys = false }
    },
    length(local.file_secrets) == 0 ? {} : {
      files = { name = local.files_account_name, purpose = "mounted-files", uses_keys = true } # mounts of App Service know keys alone
    },
  )

  # Storage accounts take single addresses bare, and no /31 and /32.
  ip_rules = var.allowed_ip_ranges
}

resource "azurerm_storage_account" "this" {
  for_each = local.accounts

  name                              = each.value.name
  resource_group_name               = local.resource_group.name
  location                          = var.region
  account_kind                      = "StorageV2"
  account_tier                      = "Standard"
  account_replication_type          = var.replication
  access_tier                       = "Hot"
  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  shared_access_key_enabled         = each.value.uses_keys
  default_to_oauth_authentication   = true
  local_user_enabled                = false
  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  allowed_copy_scope                = "AAD"
  infrastructure_encryption_enabled = true
  queue_encryption_key_type         = "Account"
  table_encryption_key_type         = "Account"
  tags                              = merge(local.tags, { purpose = each.value.purpose })

  blob_properties {
    versioning_enabled = local.protections.unversioned_store

    delete_retention_policy {
      days = 30
    }
    container_delete_retention_policy {
      days = 30
    }
  }

  dynamic "share_properties" {
    for_each = each.key == "files" ? [true] : []
    content {
      retention_policy {
        days = 30
      }
      smb {
        versions                = ["SMB3.1.1"]
        channel_encryption_type = ["AES-256-GCM"]
      }
    }
  }

  # CAPTION_UPLOAD_SECONDS goes to a week.
  sas_policy {
    expiration_period = "07.00:00:00"
    expiration_action = "Log"
  }

  network_rules {
    default_action             = local.has_network ? "Deny" : "Allow"
    bypass                     = ["AzureServices"] # Event Grid, and diagnostics
    ip_rules                   = local.has_network ? local.ip_rules : []
    virtual_network_subnet_ids = local.has_network ? (each.key == "store" ? local.inner_subnet_ids : local.function_subnet_ids) : []
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.encryption.id]
  }

  dynamic "customer_managed_key" {
    for_each = local.protections.unencrypted_keys ? [true] : []
    content {
      key_vault_key_id          = azurerm_key_vault_key.store[0].versionless_id # the newest version, without an apply
      user_assigned_identity_id = azurerm_user_assigned_identity.encryption.id
    }
  }

  depends_on = [azurerm_role_assignment.encryption_key]
}

resource "azurerm_storage_container" "store" {
  for_each = toset([local.pictures_container, local.results_container, local.dead_letters_container])

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this["store"].id
  container_access_type = "private"
}

resource "azurerm_storage_container" "host" {
  for_each = toset(distinct([for name in [var.package.container, local.deployments_container] : name if name != null]))

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this["host"].id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "store" {
  storage_account_id = azurerm_storage_account.this["store"].id

  rule {
    name    = "old-versions"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }
    actions {
      version {
        delete_after_days_since_creation = 30
      }
      snapshot {
        delete_after_days_since_creation_greater_than = 30
      }
    }
  }

  rule {
    name    = "dead-letters"
    enabled = true

    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["${local.dead_letters_container}/"]
    }
    actions {
      base_blob {
        delete_after_days_since_creation_greater_than = 90
      }
    }
  }

  dynamic "rule" {
    for_each = var.result_retention_days > 0 ? [var.result_retention_days] : []
    content {
      name    = "results"
      enabled = true

      filters {
        blob_types   = ["blockBlob"]
        prefix_match = ["${local.results_container}/"]
      }
      actions {
        base_blob {
          delete_after_days_since_modification_greater_than = rule.value
        }
      }
    }
  }
}

# Nobody deletes the account by mistake; its blobs have versions and soft deletion for that.
resource "azurerm_management_lock" "store" {
  count = local.protections.deletable_store ? 1 : 0

  name       = "lock-${local.store_account_name}"
  scope      = local.store_scope
  lock_level = "CanNotDelete"
  notes      = "Pictures and results. To delete it, give the exception deletable_store a reason and apply."
}
