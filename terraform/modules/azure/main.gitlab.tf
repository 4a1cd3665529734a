# GitLab's jobs on protected refs may deploy, by their own short-lived tokens; there is no secret to steal.

locals {
  # https://docs.gitlab.com/ci/cloud_services/azure/ ; Entra compares the whole subject, so each ref has a credential of its own.
  gitlab_subjects = var.gitlab == null ? {} : { for ref in var.gitlab.protected_refs : ref =>
    "project_path:${var.gitlab.project_path}:ref_type:${can(regex("^v?[0-9]+\\.", ref)) ? "tag" : "branch"}:ref:${ref}"
  }

  gitlab_roles = var.gitlab == null ? {} : {
    packages = { scope = "${local.host_scope}/blobServices/default/containers/${azurerm_storage_container.host[coalesce(var.package.container, local.deployments_container)].name}", role = "Storage Blob Data Contributor" }
    plan     = { scope = "${local.resource_group.id}/providers/Microsoft.Web/serverFarms/${azurerm_service_plan.this.name}", role = "Reader" } # az asks it what it is
    images   = { scope = local.registry_scope, role = "AcrPush" }
    alarms   = { scope = local.workspace_scope, role = "Log Analytics Reader" } # the canary is judged by it
  }
}

resource "azurerm_user_assigned_identity" "gitlab" {
  count = var.gitlab == null ? 0 : 1

  name                = "id-${local.name}-gitlab"
  resource_group_name = local.resource_group.name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_federated_identity_credential" "gitlab" {
  for_each = local.gitlab_subjects

  name                      = "gitlab-${replace(each.key, "/[^A-Za-z0-9-]/", "-")}"
  user_assigned_identity_id = azurerm_user_assigned_identity.gitlab[0].id
  issuer                    = var.gitlab.url
  audience                  = ["api://AzureADTokenExchange"]
  subject                   = each.value
}

# What a deployment does to the app, and nothing else: read it, publish to it, set it, move traffic and swap.
resource "azurerm_role_definition" "deployer" {
  count = var.gitlab == null ? 0 : 1

  name              = "${local.app_name} deployer"
  scope             = local.app_scope
  description       = "Publishes packages to ${local.app_name} and its slot, and moves traffic between them."
  assignable_scopes = [local.app_scope]

  # https://learn.microsoft.com/azure/role-based-access-control/permissions/web-and-mobile (Microsoft.Web)
  permissions {
    actions = [
      "Microsoft.Web/sites/config/list/action",
      "Microsoft.Web/sites/config/read",
      "Microsoft.Web/sites/config/write",
      "Microsoft.Web/sites/deployments/read",
      "Microsoft.Web/sites/deployments/write",
      "Microsoft.Web/sites/publish/action",
      "Microsoft.Web/sites/read",
      "Microsoft.Web/sites/restart/action",
      "Microsoft.Web/sites/slots/config/list/action",
      "Microsoft.Web/sites/slots/config/read",
      "Microsoft.Web/sites/slots/config/write",
      "Microsoft.Web/sites/slots/deployments/read",
      "Microsoft.Web/sites/slots/publish/action",
      "Microsoft.Web/sites/slots/read",
      "Microsoft.Web/sites/slots/restart/action",
      "Microsoft.Web/sites/slots/slotsswap/action",
      "Microsoft.Web/sites/slotsswap/action",
    ]
  }
}

resource "azurerm_role_assignment" "deployer" {
  count = var.gitlab == null ? 0 : 1

  scope              = local.app_scope
  role_definition_id = azurerm_role_definition.deployer[0].role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.gitlab[0].principal_id
  principal_type     = "ServicePrincipal"
}

resource "azurerm_role_assignment" "gitlab" {
  for_each = local.gitlab_roles

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.gitlab[0].principal_id
  principal_type       = "ServicePrincipal"
}
