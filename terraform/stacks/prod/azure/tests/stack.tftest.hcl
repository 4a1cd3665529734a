variables {
  owner             = "pictures-team"
  release_version   = "1.4.0"
  package           = { container = "packages", key = "captions-azure-1.4.0.zip" }
  alarm_emails      = ["pictures@example.org"]
  allowed_ip_ranges = ["198.51.100.0/24"]
  secrets_vault_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-secrets"
  rollback_trigger  = { url = "https://gitlab.com/api/v4/projects/1/ref/main/trigger/pipeline", token_secret = "https://kv-secrets.vault.azure.net/secrets/rollback-token" }
  secrets           = { CAPTION_URL_PROXY = "https://kv-secrets.vault.azure.net/secrets/proxy" }
  gitlab            = { project_path = "pictures/captions" }
  archive_image     = "crcaptions.azurecr.io/caption-jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

run "it_deploys" {
  command = apply

  assert {
    condition     = output.deployment.environment == "prod" && output.deployment.plan == "premium" && output.deployment.slot == "staging"
    error_message = "It is another environment's deployment."
  }
  assert {
    condition     = length(output.alarms) == 7 && alltrue([for id in values(output.alarms) : startswith(id, "/subscriptions/")])
    error_message = "The alarms are not the seven."
  }
  assert {
    condition     = can(regex("^https://[a-z0-9.-]+$", output.caption_url)) && can(regex("^az://[a-z0-9]{3,24}/pictures/$", output.store)) && can(regex("^az://[a-z0-9]{3,24}/results/$", output.result_store)) && output.registry != "" && output.identity != ""
    error_message = "An output is missing, or no address."
  }
}

run "the_pipeline_and_the_archive_job_come_with_it" {
  command = apply

  assert {
    condition     = output.deployment.archive_job == "caj-captions-prod-archive" && output.deployment.deployer_client != null
    error_message = "There is no job, or the pipeline has no identity."
  }
}

run "without_a_pipeline_and_an_archive_there_is_neither" {
  command = apply

  variables {
    gitlab        = null
    archive_image = null
    secrets       = {}
  }

  assert {
    condition     = output.deployment.archive_job == null && output.deployment.deployer_client == null
    error_message = "There is a job or an identity that nobody asked for."
  }
}

run "nobody_to_write_to_is_refused" {
  command = plan

  variables {
    alarm_emails = []
  }

  expect_failures = [var.alarm_emails]
}
