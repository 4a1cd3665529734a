# Flex Consumption, as it comes: what is made, with which values.

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

run "the_function_has_caps_and_an_identity_and_no_keys" {
  command = apply

  assert {
    condition     = azurerm_service_plan.this.sku_name == "FC1" && azurerm_service_plan.this.os_type == "Linux"
    error_message = "The plan is not Flex Consumption on Linux."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].runtime_name == "dotnet-isolated" && azurerm_function_app_flex_consumption.this[0].runtime_version == "10.0"
    error_message = "The runtime is not dotnet-isolated 10.0."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].maximum_instance_count == 10 && azurerm_function_app_flex_consumption.this[0].instance_memory_in_mb == 2048 && azurerm_function_app_flex_consumption.this[0].http_concurrency == 2
    error_message = "Instances, memory or concurrency have no cap."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].storage_authentication_type == "UserAssignedIdentity" && azurerm_function_app_flex_consumption.this[0].storage_access_key == null
    error_message = "The package is read by a key."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].app_settings["AzureWebJobsStorage"] == "" && azurerm_function_app_flex_consumption.this[0].app_settings["AzureWebJobsStorage__accountName"] == azurerm_storage_account.this["host"].name
    error_message = "The host's own storage is not reached by identity."
  }
  assert {
    condition     = alltrue([for forbidden in ["FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE", "CAPTION_PORT", "CAPTION_ADDRESS"] : !contains(keys(azurerm_function_app_flex_consumption.this[0].app_settings), forbidden)])
    error_message = "A setting is there that Flex Consumption or the program refuses."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].app_settings["CAPTION_EVENTS_FROM"] == "az://${azurerm_storage_account.this["store"].name}/pictures/in/" && azurerm_function_app_flex_consumption.this[0].app_settings["CaptionQueue"] == "uploads"
    error_message = "Uploads do not reach the function."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].app_settings["CAPTION_DEADLINE_SECONDS"] == "29" && azurerm_function_app_flex_consumption.this[0].app_settings["AzureFunctionsJobHost__functionTimeout"] == "00:00:30"
    error_message = "The times of the program and of the host do not fit."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].https_only && !azurerm_function_app_flex_consumption.this[0].webdeploy_publish_basic_authentication_enabled && azurerm_function_app_flex_consumption.this[0].site_config[0].scm_ip_restriction_default_action == "Deny"
    error_message = "The function or its deployment endpoint is too open."
  }
  assert {
    condition     = length(azurerm_linux_function_app.this) == 0 && length(azurerm_linux_function_app_slot.staging) == 0
    error_message = "Flex Consumption has a Premium app beside it."
  }
}

run "stores_are_private_encrypted_and_versioned" {
  command = apply

  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : !account.shared_access_key_enabled && !account.allow_nested_items_to_be_public && account.min_tls_version == "TLS1_2" && account.https_traffic_only_enabled])
    error_message = "A storage account has keys, public blobs or old transport."
  }
  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : account.network_rules[0].default_action == "Deny" && contains(account.network_rules[0].bypass, "AzureServices")])
    error_message = "A storage account is open to every network, or closed to Event Grid."
  }
  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : account.blob_properties[0].versioning_enabled && account.blob_properties[0].delete_retention_policy[0].days == 30])
    error_message = "A storage account has no versions or no soft deletion."
  }
  assert {
    condition     = alltrue([for account in azurerm_storage_account.this : account.customer_managed_key[0].user_assigned_identity_id == azurerm_user_assigned_identity.encryption.id])
    error_message = "A storage account is not encrypted by our key."
  }
  assert {
    condition     = alltrue([for name in [for account in azurerm_storage_account.this : account.name] : can(regex("^[a-z0-9]{3,24}$", name))])
    error_message = "A name is none of a storage account."
  }
  assert {
    condition     = azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.rbac_authorization_enabled && azurerm_key_vault.this.network_acls[0].default_action == "Deny"
    error_message = "The vault can be purged, has access policies or is open."
  }
  assert {
    condition     = endswith(azurerm_management_lock.store[0].scope, "/storageAccounts/${azurerm_storage_account.this["store"].name}") && azurerm_management_lock.store[0].lock_level == "CanNotDelete"
    error_message = "The store can be deleted by mistake."
  }
  assert {
    condition     = alltrue([for container in azurerm_storage_container.store : container.container_access_type == "private"])
    error_message = "A container is public."
  }
}

run "an_upload_reaches_the_queue_and_nothing_is_lost" {
  command = apply

  assert {
    condition     = azurerm_eventgrid_system_topic_event_subscription.uploads.subject_filter[0].subject_begins_with == "/blobServices/default/containers/pictures/blobs/in/"
    error_message = "Events of other folders come too."
  }
  assert {
    condition     = contains(azurerm_eventgrid_system_topic_event_subscription.uploads.advanced_filter[0].string_in[0].values, "FlushWithClose") && !contains(azurerm_eventgrid_system_topic_event_subscription.uploads.advanced_filter[0].string_in[0].values, "CreateFile")
    error_message = "Events come before the data."
  }
  assert {
    condition     = azurerm_eventgrid_system_topic_event_subscription.uploads.storage_queue_endpoint[0].queue_name == "uploads" && azurerm_eventgrid_system_topic_event_subscription.uploads.delivery_identity[0].type == "SystemAssigned"
    error_message = "Events are not delivered to the queue by identity."
  }
  assert {
    condition     = azurerm_eventgrid_system_topic_event_subscription.uploads.storage_blob_dead_letter_destination[0].storage_blob_container_name == "dead-letters" && azurerm_eventgrid_system_topic_event_subscription.uploads.retry_policy[0].max_delivery_attempts == 30
    error_message = "What cannot be delivered is dropped."
  }
  assert {
    condition     = azurerm_storage_queue.this["uploads-poison"].name == "uploads-poison"
    error_message = "There is no poison queue."
  }
}

run "roles_reach_no_further_than_they_must" {
  command = apply

  assert {
    condition     = azurerm_role_assignment.function["pictures"].role_definition_name == "Storage Blob Data Reader" && endswith(azurerm_role_assignment.function["pictures"].scope, "/blobServices/default/containers/pictures")
    error_message = "The function may do more with pictures than read them."
  }
  assert {
    condition     = alltrue([for role in azurerm_role_assignment.function : role.principal_id == azurerm_user_assigned_identity.function.principal_id])
    error_message = "A role is somebody else's."
  }
  assert {
    condition     = endswith(azurerm_role_assignment.event_delivery.scope, "/queueServices/default/queues/uploads") && azurerm_role_assignment.event_delivery.role_definition_name == "Storage Queue Data Message Sender"
    error_message = "Event Grid may do more than put messages into the queue."
  }
}

run "the_same_seven_alarms" {
  command = apply

  assert {
    condition     = toset(keys(output.alarms)) == toset(["cost", "dead_letters", "errors", "latency_p95", "oldest_event_age", "refused", "throttles"])
    error_message = "The alarms are not the seven."
  }
  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.this["latency_p95"].criteria[0].threshold == 5000 && azurerm_monitor_scheduled_query_rules_alert_v2.this["latency_p95"].window_duration == "PT5M" && azurerm_monitor_scheduled_query_rules_alert_v2.this["latency_p95"].criteria[0].failing_periods[0].number_of_evaluation_periods == 2
    error_message = "The alarm on latency is not core's."
  }
  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.this["refused"].window_duration == "PT1H" && azurerm_monitor_scheduled_query_rules_alert_v2.this["errors"].severity == 0
    error_message = "Windows or severities are not core's."
  }
  assert {
    condition     = alltrue([for alarm in azurerm_monitor_scheduled_query_rules_alert_v2.this : contains(alarm.action[0].action_groups, azurerm_monitor_action_group.people.id)])
    error_message = "An alarm reaches nobody."
  }
  assert {
    condition     = azurerm_consumption_budget_resource_group.this.amount == 100 && contains([for each in azurerm_consumption_budget_resource_group.this.notification : each.threshold], 80)
    error_message = "The budget is not the one that was asked for."
  }
  assert {
    condition     = azurerm_log_analytics_workspace.this.retention_in_days == 30 && azurerm_application_insights.this.workspace_id == azurerm_log_analytics_workspace.this.id && azurerm_application_insights.this.local_authentication_enabled == false
    error_message = "Logs and traces are not kept where and as long as asked."
  }
  assert {
    condition     = length(jsondecode(azurerm_portal_dashboard.this.dashboard_properties).lenses["0"].parts) == 6
    error_message = "The dashboard has not its six charts."
  }
}

run "what_delivery_reads" {
  command = apply

  assert {
    condition     = output.deployment.cloud == "azure" && output.deployment.plan == "flex" && output.deployment.slot == null && output.deployment.update_strategy == "RollingUpdate" && output.deployment.canary.percent == 10
    error_message = "The output deployment does not tell what delivery reads."
  }
  assert {
    condition     = output.store == "az://${azurerm_storage_account.this["store"].name}/pictures/" && output.result_store == "az://${azurerm_storage_account.this["store"].name}/results/" && startswith(output.caption_url, "https://")
    error_message = "The addresses are not those of the stores and the function."
  }
  assert {
    condition     = alltrue([for key in ["environment", "owner", "cost-center", "data-classification", "release", "managed-by"] : contains(keys(azurerm_function_app_flex_consumption.this[0].tags), key)])
    error_message = "A tag is missing."
  }
}

run "a_given_resource_group_and_ready_instances" {
  command = apply

  variables {
    resource_group_name   = "rg-shared"
    monthly_budget_amount = 200
    min_instances         = 1
    result_retention_days = 30
    settings              = { CAPTION_UPLOADS_TO = "az://account/pictures/uploads/" }
    otlp_endpoint         = "https://collector.example.org"
  }

  assert {
    condition     = length(azurerm_resource_group.this) == 0 && output.deployment.resource_group == "rg-shared"
    error_message = "The given resource group is not the one."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].always_ready[0].instance_count == 1 && azurerm_function_app_flex_consumption.this[0].always_ready[0].name == "http"
    error_message = "No instance is kept ready."
  }
  assert {
    condition     = [for rule in azurerm_storage_management_policy.store.rule : rule.actions[0].base_blob[0].delete_after_days_since_modification_greater_than if rule.name == "results"] == [30]
    error_message = "Results are not deleted in time."
  }
  assert {
    condition     = azurerm_role_assignment.function["pictures"].role_definition_name == "Storage Blob Data Contributor" && azurerm_role_assignment.function["delegation"].role_definition_name == "Storage Blob Delegator"
    error_message = "Presigned uploads could not be signed."
  }
  assert {
    condition     = azurerm_function_app_flex_consumption.this[0].app_settings["OTEL_EXPORTER_OTLP_ENDPOINT"] == "https://collector.example.org"
    error_message = "Spans do not go to the collector."
  }
}
