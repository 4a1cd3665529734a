# Premium: the slot, the rollback, secrets, archive jobs and the pipeline.

provider "azurerm" {
  features {}
}

variables {
  environment           = "prod"
  region                = "westeurope"
  owner                 = "pictures-team"
  release_version       = "1.4.0"
  plan                  = "premium"
  package               = { container = "packages", key = "captions-azure-1.4.0.zip" }
  alarm_emails          = ["pictures@example.org", "on-call@example.org"]
  monthly_budget_amount = 1000
  min_instances         = 2
  allowed_ip_ranges     = ["198.51.100.0/24"]
  secrets_vault_id      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-secrets"
  rollback_trigger      = { url = "https://gitlab.com/api/v4/projects/1/ref/main/trigger/pipeline", token_secret = "https://kv-secrets.vault.azure.net/secrets/rollback-token" }
}

run "a_revision_comes_in_by_the_slot" {
  command = apply

  assert {
    condition     = azurerm_service_plan.this.sku_name == "EP1" && azurerm_service_plan.this.maximum_elastic_worker_count == 10 && azurerm_linux_function_app.this[0].site_config[0].app_scale_limit == 10
    error_message = "The plan has no cap, or another size."
  }
  assert {
    condition     = azurerm_linux_function_app_slot.staging[0].function_app_id == azurerm_linux_function_app.this[0].id && azurerm_linux_function_app_slot.staging[0].name == output.deployment.slot
    error_message = "There is no slot."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].app_settings["CaptionQueue"] == "uploads" && !contains(keys(azurerm_linux_function_app_slot.staging[0].app_settings), "CaptionQueue") && contains(azurerm_linux_function_app.this[0].sticky_settings[0].app_setting_names, "CaptionQueue")
    error_message = "A revision that has no traffic would take uploads, or the one that has it would lose them in a swap."
  }
  assert {
    condition = alltrue([for settings in [azurerm_linux_function_app.this[0].app_settings, azurerm_linux_function_app_slot.staging[0].app_settings] :
      settings["AzureWebJobsSecretStorageType"] == "keyvault" && settings["AzureWebJobsSecretStorageKeyVaultUri"] == azurerm_key_vault.this.vault_uri
    ]) && azurerm_role_assignment.function["function_keys"].role_definition_name == "Key Vault Secrets Officer"
    error_message = "The slot has other keys than production: callers would be refused by chance."
  }
  assert {
    condition     = endswith(azurerm_linux_function_app.this[0].app_settings["WEBSITE_RUN_FROM_PACKAGE"], "/packages/captions-azure-1.4.0.zip") && azurerm_linux_function_app.this[0].app_settings["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"] == azurerm_user_assigned_identity.function.id
    error_message = "The program does not run from its package by identity."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].storage_uses_managed_identity && azurerm_linux_function_app.this[0].content_share_force_disabled && azurerm_linux_function_app.this[0].storage_account_access_key == null
    error_message = "The app uses a key of its storage account."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].site_config[0].ftps_state == "Disabled" && azurerm_linux_function_app_slot.staging[0].site_config[0].ftps_state == "Disabled" && azurerm_linux_function_app.this[0].site_config[0].application_stack[0].dotnet_version == "10.0"
    error_message = "FTP is on, or the runtime is another."
  }
  assert {
    condition     = azurerm_key_vault.this.sku_name == "premium" && azurerm_key_vault_key.store[0].key_type == "RSA-HSM"
    error_message = "The key of production is not in hardware."
  }
}

run "an_alarm_of_a_bad_revision_calls_the_pipeline" {
  command = apply

  assert {
    condition     = startswith(one(azurerm_monitor_action_group.rollback[0].webhook_receiver).service_uri, "https://gitlab.com/api/v4/projects/1/ref/main/trigger/pipeline?token=")
    error_message = "The trigger is not called."
  }
  assert {
    condition     = alltrue([for name in ["errors", "latency_p95", "refused"] : contains(azurerm_monitor_scheduled_query_rules_alert_v2.this[name].action[0].action_groups, azurerm_monitor_action_group.rollback[0].id)])
    error_message = "A bad revision stays."
  }
  assert {
    condition     = alltrue([for name in ["throttles", "dead_letters", "oldest_event_age"] : !contains(azurerm_monitor_scheduled_query_rules_alert_v2.this[name].action[0].action_groups, azurerm_monitor_action_group.rollback[0].id)])
    error_message = "An alarm rolls back what is no fault of the revision."
  }
  assert {
    condition     = length(azurerm_monitor_action_group.people.email_receiver) == 2
    error_message = "Somebody is not written to."
  }
}

run "secrets_come_by_reference_or_by_a_mounted_file" {
  command = apply

  variables {
    access           = "keys"
    caller_ip_ranges = ["203.0.113.7/32"]
    secrets = {
      CAPTION_KEYS_FILE = "https://kv-secrets.vault.azure.net/secrets/keys"
      CAPTION_URL_PROXY = "https://kv-secrets.vault.azure.net/secrets/proxy"
    }
  }

  assert {
    condition     = azurerm_linux_function_app.this[0].app_settings["CAPTION_URL_PROXY"] == "@Microsoft.KeyVault(SecretUri=https://kv-secrets.vault.azure.net/secrets/proxy)"
    error_message = "A secret is no reference."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].app_settings["CAPTION_KEYS_FILE"] == "/mounts/secrets/keys-file.json" && one(azurerm_linux_function_app.this[0].storage_account).mount_path == "/mounts/secrets"
    error_message = "The file of keys is not where the setting says."
  }
  assert {
    condition     = azurerm_storage_account.this["files"].shared_access_key_enabled && !azurerm_storage_account.this["store"].shared_access_key_enabled && !azurerm_storage_account.this["host"].shared_access_key_enabled
    error_message = "Another account than that of the mount has keys."
  }
  assert {
    condition     = azurerm_role_assignment.secret["CAPTION_URL_PROXY"].scope == "${var.secrets_vault_id}/secrets/proxy" && azurerm_role_assignment.secret["CAPTION_URL_PROXY"].role_definition_name == "Key Vault Secrets User"
    error_message = "The function may read other secrets too, or not this one."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].site_config[0].ip_restriction_default_action == "Deny" && azurerm_linux_function_app.this[0].site_config[0].ip_restriction[0].ip_address == "203.0.113.7/32"
    error_message = "Where the platform asks for no key, anyone may knock."
  }
  assert {
    condition     = azurerm_linux_function_app.this[0].site_config[0].health_check_path == "/health/live"
    error_message = "Health is not looked at."
  }
}

run "the_pipeline_deploys_and_no_more" {
  command = apply

  variables {
    applier_object_ids = ["44444444-4444-4444-4444-444444444444"]
    gitlab             = { project_path = "pictures/captions", protected_refs = ["main", "v1.4.0"] }
  }

  assert {
    condition     = azurerm_federated_identity_credential.gitlab["main"].subject == "project_path:pictures/captions:ref_type:branch:ref:main" && azurerm_federated_identity_credential.gitlab["v1.4.0"].subject == "project_path:pictures/captions:ref_type:tag:ref:v1.4.0"
    error_message = "The trust is for other refs."
  }
  assert {
    condition     = azurerm_federated_identity_credential.gitlab["main"].issuer == "https://gitlab.com" && azurerm_federated_identity_credential.gitlab["main"].audience[0] == "api://AzureADTokenExchange"
    error_message = "The trust is for another issuer or audience."
  }
  assert {
    condition     = azurerm_role_definition.deployer[0].scope == azurerm_linux_function_app.this[0].id && alltrue([for action in azurerm_role_definition.deployer[0].permissions[0].actions : startswith(action, "Microsoft.Web/sites/") && !strcontains(action, "*")])
    error_message = "The pipeline may do more than deploy this app."
  }
  assert {
    condition     = azurerm_role_assignment.key_officer["44444444-4444-4444-4444-444444444444"].role_definition_name == "Key Vault Crypto Officer" && length(azurerm_role_assignment.key_officer) == 2
    error_message = "Somebody who applies could not read the key."
  }
  assert {
    condition     = endswith(azurerm_role_assignment.gitlab["packages"].scope, "/blobServices/default/containers/packages")
    error_message = "The pipeline may write elsewhere than among the packages."
  }
}

run "workers_of_the_archive_job_claim_shards" {
  command = apply

  variables {
    archive_job   = { enabled = true, shards = 40, max_parallel = 5, timeout_hours = 12 }
    archive_image = "crcaptions.azurecr.io/caption-jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    registry_sku  = "Premium"
  }

  assert {
    condition     = azurerm_container_app_job.archive[0].manual_trigger_config[0].parallelism == 5 && azurerm_container_app_job.archive[0].replica_timeout_in_seconds == 43200
    error_message = "The job has other caps."
  }
  assert {
    condition     = [for each in azurerm_container_app_job.archive[0].template[0].container[0].env : each.value if each.name == "CAPTION_SHARD_COUNT"] == ["40"]
    error_message = "The job has other shards."
  }
  assert {
    condition     = azurerm_container_app_job.archive[0].template[0].container[0].args[1] == "${output.store}in/"
    error_message = "The job works on another folder."
  }
  assert {
    condition     = one(azurerm_container_app_job.archive[0].registry).identity == azurerm_user_assigned_identity.archive[0].id && azurerm_role_assignment.archive["image"].role_definition_name == "AcrPull"
    error_message = "The image is not pulled by identity."
  }
  assert {
    condition     = azurerm_private_endpoint.registry[0].private_service_connection[0].subresource_names == tolist(["registry"]) && azurerm_private_dns_zone.registry[0].name == "privatelink.azurecr.io"
    error_message = "The job could not pull from the closed registry."
  }
  assert {
    condition     = azurerm_container_registry.this.admin_enabled == false && azurerm_container_registry.this.network_rule_set[0].default_action == "Deny"
    error_message = "The registry is open."
  }
}

run "a_loop_looks_by_the_clock_and_reads_its_key_from_a_file" {
  command = apply

  variables {
    settings = {
      CAPTION_MODEL_FROM = "az://stcaptions/results/models/"
      CAPTION_REVIEWS_TO = "az://stcaptions/results/reviews/"
      CAPTION_MAX_PIXELS = "40000000"
    }
    loop = {
      schedule   = "41 3 * * *"
      image      = "crcaptions.azurecr.io/caption-jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      vault_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-secrets"
      key_secret = "https://kv-secrets.vault.azure.net/secrets/loop-key"
    }
  }

  assert {
    condition     = azurerm_container_app_job.loop[0].schedule_trigger_config[0].cron_expression == "41 3 * * *" && azurerm_container_app_job.loop[0].replica_retry_limit == 0 && azurerm_container_app_job.loop[0].replica_timeout_in_seconds == 14400
    error_message = "It does not look by the clock, or a closed gate is tried again."
  }
  assert {
    condition     = azurerm_container_app_job.loop[0].template[0].container[0].args == tolist(["loop", "${output.result_store}loop/", "--once"])
    error_message = "Its words are ${jsonencode(azurerm_container_app_job.loop[0].template[0].container[0].args)}"
  }
  assert {
    condition     = toset([for each in azurerm_container_app_job.loop[0].template[0].container[0].env : each.name]) == toset(["AZURE_CLIENT_ID", "CAPTION_MODEL_CACHE", "CAPTION_MODEL_FROM", "CAPTION_REVIEWS_TO", "CAPTION_SIGNING_KEY"])
    error_message = "It has other settings than those of registry and reviews."
  }
  assert {
    condition     = one(azurerm_container_app_job.loop[0].secret).key_vault_secret_id == "https://kv-secrets.vault.azure.net/secrets/loop-key" && azurerm_role_assignment.loop["key"].scope == "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-secrets/secrets/loop-key"
    error_message = "It may read another secret than its key, or not that."
  }
}
