# State: a container of a storage account made beforehand (docs/operations/azure.md), by Microsoft Entra without an account key.
#   terraform init -backend-config=resource_group_name=rg-state -backend-config=storage_account_name=ACCOUNT
terraform {
  backend "azurerm" {
    container_name   = "tfstate"
    key              = "captions/prod/azure.tfstate"
    use_azuread_auth = true
    use_oidc         = true
  }
}
