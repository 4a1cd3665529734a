# Who applies is said by the environment: ARM_CLIENT_ID, ARM_TENANT_ID, ARM_SUBSCRIPTION_ID, and ARM_OIDC_TOKEN of the pipeline; on a
# workstation ARM_USE_OIDC=false and `az login`.
provider "azurerm" {
  storage_use_azuread             = true
  resource_provider_registrations = "core"

  features {
    key_vault {
      purge_soft_delete_on_destroy    = false
      recover_soft_deleted_key_vaults = true
    }
    resource_group {
      prevent_deletion_if_contains_resources = true
    }
    storage {
      data_plane_available = false # containers, queues and shares are made by Azure's management, past the accounts' firewalls
    }
  }
}
