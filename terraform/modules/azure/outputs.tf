output "caption_url" {
  description = "Where callers ask: POST <caption_url>/v1/captions. With access platform they send a function key in x-functions-key."
  value       = "https://${local.is_premium ? azurerm_linux_function_app.this[0].default_hostname : azurerm_function_app_flex_consumption.this[0].default_hostname}"
}

output "store" {
  description = "Address of the pictures, az://account/container/; uploads below events_prefix are captioned."
  value       = local.store_address
}

output "result_store" {
  description = "Address of the results, az://account/container/."
  value       = local.result_store_address
}

output "registry" {
  description = "Host name of the container registry."
  value       = azurerm_container_registry.this.login_server
}

output "alarms" {
  description = "Ids of the seven alarms: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost (the budget) and refused."
  value = merge(
    { for name, alarm in azurerm_monitor_scheduled_query_rules_alert_v2.this : name => alarm.id },
    { cost = azurerm_consumption_budget_resource_group.this.id },
  )
}

output "identity" {
  description = "Resource id of the managed identity that the function runs as."
  value       = azurerm_user_assigned_identity.function.id
}

output "deployment" {
  description = "What deployments need to know: where the app is, how a revision comes in, and when it goes back."
  value = {
    cloud            = "azure"
    environment      = var.environment
    region           = var.region
    release_version  = var.release_version
    resource_group   = local.resource_group.name
    app              = local.app_name
    plan             = var.plan
    slot             = local.is_premium ? local.slot_name : null
    update_strategy  = local.is_premium ? "Slot" : "RollingUpdate"
    package_account  = local.host_account_name
    package          = { container = var.package.container, key = var.package.key }
    workspace        = azurerm_log_analytics_workspace.this.workspace_id
    archive_job      = one(azurerm_container_app_job.archive[*].name)
    deployer_client  = one(azurerm_user_assigned_identity.gitlab[*].client_id)
    tenant           = data.azurerm_client_config.current.tenant_id
    subscription     = data.azurerm_client_config.current.subscription_id
    canary           = var.canary
    alarm_thresholds = var.alarm_thresholds
  }
}
