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
