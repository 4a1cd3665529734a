# Each protection can be turned off for a reason, which becomes a tag, and nothing else goes with it.

provider "azurerm" {
  features {}
}

variables {
  environment           = "dev"
  region                = "westeurope"
  owner                 = "pictures-team"
  release_version       = "1.4.0"
  package               = { container = "packages", key = "captions-azure-1.4.0.zip" }
  alarm_emails          = ["pictures@example.org"]
  monthly_budget_amount = 100
}

run "public_network" {
  command = apply

  variables {
    exceptions = { public_network = "The runners have no fixed addresses in this stage" }
  }

  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : account.network_rules[0].default_action == "Allow" && !account.shared_access_key_enabled]) && length(azurerm_virtual_network.this) == 0
    error_message = "The stores are not open, or their keys came with it."
  }
  assert {
    condition     = azurerm_storage_account.this["store"].tags["exception-public_network"] == "The runners have no fixed addresses in this stage"
    error_message = "The reason is no tag."
  }
}

run "unversioned_store" {
  command = apply

  variables {
    exceptions = { unversioned_store = "Pictures are kept in another archive already" }
  }

  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : !account.blob_properties[0].versioning_enabled && account.blob_properties[0].delete_retention_policy[0].days == 30])
    error_message = "Versions are on, or soft deletion went with them."
  }
}

run "unencrypted_keys" {
  command = apply

  variables {
    exceptions = { unencrypted_keys = "The keys of the platform are enough for test pictures" }
  }

  assert {
    condition     = length(azurerm_key_vault_key.store) == 0 && alltrue([for account in azurerm_storage_account.this : length(account.customer_managed_key) == 0 && account.infrastructure_encryption_enabled])
    error_message = "Our key is there, or the platform's encryption went with it."
  }
}

run "deletable_store" {
  command = apply

  variables {
    exceptions = { deletable_store = "The environment lives for one afternoon alone" }
  }

  assert {
    condition     = length(azurerm_management_lock.store) == 0 && length(azurerm_management_lock.vault) == 0 && azurerm_key_vault.this.purge_protection_enabled
    error_message = "A lock is there, or the vault can be purged."
  }
}

run "unbounded_instances" {
  command = apply

  variables {
    max_instances = 200
    exceptions    = { unbounded_instances = "One large import a year, watched by a person" }
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].maximum_instance_count == 200
    error_message = "The cap is another, or none."
  }
}

run "public_access" {
  command = apply

  variables {
    access = "jwt"
    settings = {
      CAPTION_JWT_ISSUER   = "https://login.example.org/"
      CAPTION_JWT_AUDIENCE = "captions"
      CAPTION_JWT_KEY_SET  = "https://login.example.org/.well-known/openid-configuration"
    }
    exceptions = { public_access = "Callers are browsers; their tokens are checked by us" }
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].site_config[0].ip_restriction_default_action == "Allow" && azurerm_function_app_flex_consumption.this[0].app_settings["CAPTION_AUTH"] == "jwt"
    error_message = "The function is not open, or asks for no token."
  }
}

run "without_public_access_tokens_alone_open_nothing" {
  command = apply

  variables {
    access = "jwt"
    settings = {
      CAPTION_JWT_ISSUER   = "https://login.example.org/"
      CAPTION_JWT_AUDIENCE = "captions"
      CAPTION_JWT_KEY_SET  = "https://login.example.org/.well-known/openid-configuration"
    }
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].site_config[0].ip_restriction_default_action == "Deny"
    error_message = "Anyone may knock although nobody said why."
  }
}

run "no_rollback" {
  command = apply

  variables {
    environment           = "prod"
    exceptions            = { no_rollback = "The pipeline cannot be reached from Azure yet" }
    monthly_budget_amount = 1000
  }

  assert {
    condition     = length(azurerm_monitor_action_group.rollback) == 0 && azurerm_log_analytics_workspace.this.tags["exception-no_rollback"] == "The pipeline cannot be reached from Azure yet"
    error_message = "There is a trigger, or the reason is no tag."
  }
}
