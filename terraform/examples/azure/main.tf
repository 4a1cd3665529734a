# The smallest thing that deploys: Flex Consumption, scaled to zero, every protection on.
#   terraform init && terraform apply -var owner=me@example.org -var alarm_email=me@example.org

provider "azurerm" {
  storage_use_azuread = true

  features {
    storage {
      data_plane_available = false # containers and queues are made by Azure's management, past the accounts' firewalls
    }
  }
}

module "captions" {
  source = "../../modules/azure"

  environment     = "dev"
  region          = var.region
  owner           = var.owner
  release_version = var.release_version
  package         = { container = "packages", key = "captions-azure-${var.release_version}.zip", file = var.package_file }
  alarm_emails    = [var.alarm_email]

  # All instances at work for a day cost half of it.
  max_instances         = 5
  monthly_budget_amount = 50

  # The machine that applies, else it may neither make the key nor publish.
  allowed_ip_ranges = var.allowed_ip_ranges
}
