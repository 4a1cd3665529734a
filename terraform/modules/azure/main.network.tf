# The network that the function and the jobs reach stores and vaults by. With the exception public_network there is none.

locals {
  has_network     = local.protections.public_network
  has_jobs        = var.archive_job.enabled || var.loop != null
  has_job_network = local.has_network && local.has_jobs

  # A closed registry lets Container Apps in by a private endpoint alone: they are none of its trusted services.
  has_registry_endpoint = local.has_job_network && var.registry_sku == "Premium"

  function_subnet_ids = local.has_network ? [azurerm_subnet.function[0].id] : []
  job_subnet_ids      = local.has_job_network ? [azurerm_subnet.jobs[0].id] : []
  inner_subnet_ids    = concat(local.function_subnet_ids, local.job_subnet_ids)

  # A network of /25 gives subnets of /27, the smallest that a Container Apps environment takes.
  subnet_bits = 27 - tonumber(split("/", var.address_space)[1])
}

resource "azurerm_virtual_network" "this" {
  count = local.has_network ? 1 : 0

  name                = "vnet-${local.name}"
  location            = var.region
  resource_group_name = local.resource_group.name
  address_space       = [var.address_space]
  tags                = local.tags
}

resource "azurerm_subnet" "function" {
  count = local.has_network ? 1 : 0

  name                 = "snet-function"
  resource_group_name  = local.resource_group.name
  virtual_network_name = azurerm_virtual_network.this[0].name
  address_prefixes     = [cidrsubnet(var.address_space, local.subnet_bits, 0)]
  service_endpoints    = ["Microsoft.KeyVault", "Microsoft.Storage"]

  # https://learn.microsoft.com/azure/azure-functions/functions-networking-options (Subnets)
  delegation {
    name = "function"

    service_delegation {
      name    = local.is_premium ? "Microsoft.Web/serverFarms" : "Microsoft.App/environments"
      actions = [local.is_premium ? "Microsoft.Network/virtualNetworks/subnets/action" : "Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "jobs" {
  count = local.has_job_network ? 1 : 0

  name                 = "snet-jobs"
  resource_group_name  = local.resource_group.name
  virtual_network_name = azurerm_virtual_network.this[0].name
  address_prefixes     = [cidrsubnet(var.address_space, local.subnet_bits, 1)]
  service_endpoints    = ["Microsoft.Storage"]

  delegation {
    name = "jobs"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  count = local.has_registry_endpoint ? 1 : 0

  name                              = "snet-endpoints"
  resource_group_name               = local.resource_group.name
  virtual_network_name              = azurerm_virtual_network.this[0].name
  address_prefixes                  = [cidrsubnet(var.address_space, local.subnet_bits, 2)]
  private_endpoint_network_policies = "Enabled"
}

# Nothing of ours listens in these subnets for the internet.
resource "azurerm_network_security_group" "this" {
  count = local.has_network ? 1 : 0

  name                = "nsg-${local.name}"
  location            = var.region
  resource_group_name = local.resource_group.name
  tags                = local.tags

  security_rule {
    name                       = "deny-internet-inbound"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "Internet"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "function" {
  count = local.has_network ? 1 : 0

  subnet_id                 = azurerm_subnet.function[0].id
  network_security_group_id = azurerm_network_security_group.this[0].id
}

resource "azurerm_subnet_network_security_group_association" "jobs" {
  count = local.has_job_network ? 1 : 0

  subnet_id                 = azurerm_subnet.jobs[0].id
  network_security_group_id = azurerm_network_security_group.this[0].id
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  count = local.has_registry_endpoint ? 1 : 0

  subnet_id                 = azurerm_subnet.endpoints[0].id
  network_security_group_id = azurerm_network_security_group.this[0].id
}
