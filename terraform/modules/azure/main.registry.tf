# Images of the archive job. Callers prove who they are by Microsoft Entra alone.

resource "azurerm_container_registry" "this" {
  name                          = "cr${local.names.short}"
  resource_group_name           = local.resource_group.name
  location                      = var.region
  sku                           = var.registry_sku
  admin_enabled                 = false
  anonymous_pull_enabled        = false
  public_network_access_enabled = true # with Premium the rules below say from where
  network_rule_bypass_option    = "AzureServices"
  retention_policy_in_days      = var.registry_sku == "Premium" ? 30 : null # images without a tag
  tags                          = local.tags

  network_rule_set = var.registry_sku != "Premium" || !local.has_network ? null : [{
    default_action = "Deny"
    ip_rule        = [for range in var.allowed_ip_ranges : { action = "Allow", ip_range = range }]
  }]
}

resource "azurerm_private_dns_zone" "registry" {
  count = local.has_registry_endpoint ? 1 : 0

  name                = "privatelink.azurecr.io"
  resource_group_name = local.resource_group.name
  tags                = local.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "registry" {
  count = local.has_registry_endpoint ? 1 : 0

  name                  = "to-${azurerm_virtual_network.this[0].name}"
  resource_group_name   = local.resource_group.name
  private_dns_zone_name = azurerm_private_dns_zone.registry[0].name
  virtual_network_id    = azurerm_virtual_network.this[0].id
  tags                  = local.tags
}

resource "azurerm_private_endpoint" "registry" {
  count = local.has_registry_endpoint ? 1 : 0

  name                = "pep-${azurerm_container_registry.this.name}"
  resource_group_name = local.resource_group.name
  location            = var.region
  subnet_id           = azurerm_subnet.endpoints[0].id
  tags                = local.tags

  private_service_connection {
    name                           = "registry"
    private_connection_resource_id = azurerm_container_registry.this.id
    subresource_names              = ["registry"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "registry"
    private_dns_zone_ids = [azurerm_private_dns_zone.registry[0].id]
  }
}
