# Each variable of Azure alone, with each kind of wrong value; those of every cloud are refused by module core, whose tests have them.

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

run "a_plan_that_is_none" {
  command = plan
  # says: plan must be flex or premium; it is "consumption".

  variables {
    plan = "consumption"
  }

  expect_failures = [var.plan]
}

run "memory_that_flex_has_not" {
  command = plan
  # says: memory_mb must be 2048, 4096 with plan flex; it is 7168.

  variables {
    memory_mb             = 7168
    max_instances         = 2
    monthly_budget_amount = 200
  }

  expect_failures = [var.plan]
}

run "memory_that_premium_has_not" {
  command = plan
  # says: memory_mb must be 3584, 7168, 14336 with plan premium; it is 4096.

  variables {
    plan      = "premium"
    memory_mb = 4096
  }

  expect_failures = [var.plan]
}

run "more_instances_than_premium_has" {
  command = plan
  # says: max_instances must be at most 100 with plan premium; it is 101.

  variables {
    plan                  = "premium"
    max_instances         = 101
    monthly_budget_amount = 10000
  }

  expect_failures = [var.plan]
}

run "a_file_of_keys_on_flex" {
  command = plan
  # says: secrets: CAPTION_KEYS_FILE names a file, which reaches the program by a mounted share, and a share can be mounted with plan premium alone; take that plan, or access platform or jwt.

  variables {
    access           = "keys"
    secrets_vault_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-secrets"
    secrets          = { CAPTION_KEYS_FILE = "https://kv-secrets.vault.azure.net/secrets/keys" }
  }

  expect_failures = [var.plan]
}

run "a_zip_to_publish_on_premium" {
  command = plan
  # says: package: file is for plan flex; with premium the program runs from { container, key } itself.

  variables {
    plan    = "premium"
    package = { container = "packages", key = "a.zip", file = "a.zip" }
  }

  expect_failures = [var.plan]
}

run "a_resource_group_that_ends_with_a_dot" {
  command = plan
  # says: resource_group_name must be 1 to 90 letters, digits, . _ ( ) and -, not ending with a dot; it is "rg-shared.".

  variables {
    resource_group_name = "rg-shared."
  }

  expect_failures = [var.resource_group_name]
}

run "a_resource_group_with_a_slash" {
  command = plan
  # says: resource_group_name must be 1 to 90 letters, digits, . _ ( ) and -, not ending with a dot; it is "rg/shared".

  variables {
    resource_group_name = "rg/shared"
  }

  expect_failures = [var.resource_group_name]
}

run "a_private_network_of_runners" {
  command = plan
  # says: allowed_ip_ranges must be public IPv4 networks such as 198.51.100.0/24, from /8 to /30 (storage accounts take no /31 and /32). Not allowed: 10.0.0.0/24.

  variables {
    allowed_ip_ranges = ["10.0.0.0/24"]
  }

  expect_failures = [var.allowed_ip_ranges]
}

run "a_network_too_small_for_a_storage_account" {
  command = plan
  # says: allowed_ip_ranges must be public IPv4 networks such as 198.51.100.0/24, from /8 to /30 (storage accounts take no /31 and /32). Not allowed: 198.51.100.7/32.

  variables {
    allowed_ip_ranges = ["198.51.100.7/32"]
  }

  expect_failures = [var.allowed_ip_ranges]
}

run "the_whole_internet_as_runners" {
  command = plan
  # says: allowed_ip_ranges must be public IPv4 networks such as 198.51.100.0/24, from /8 to /30 (storage accounts take no /31 and /32). Not allowed: 0.0.0.0/0.

  variables {
    allowed_ip_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.allowed_ip_ranges]
}

run "runners_that_are_no_network" {
  command = plan
  # says: allowed_ip_ranges must be public IPv4 networks such as 198.51.100.0/24, from /8 to /30 (storage accounts take no /31 and /32). Not allowed: runners.

  variables {
    allowed_ip_ranges = ["runners"]
  }

  expect_failures = [var.allowed_ip_ranges]
}

run "the_whole_internet_as_callers" {
  command = plan
  # says: caller_ip_ranges must be IPv4 networks such as 198.51.100.0/24, from /8 to /32. Not allowed: 0.0.0.0/0.

  variables {
    caller_ip_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.caller_ip_ranges]
}

run "callers_that_are_no_network" {
  command = plan
  # says: caller_ip_ranges must be IPv4 networks such as 198.51.100.0/24, from /8 to /32. Not allowed: 198.51.100.300/32.

  variables {
    caller_ip_ranges = ["198.51.100.300/32"]
  }

  expect_failures = [var.caller_ip_ranges]
}

run "a_public_address_space" {
  command = plan
  # says: address_space must be a private IPv4 network from /16 to /25 such as 10.40.0.0/24; it is "198.51.100.0/24".

  variables {
    address_space = "198.51.100.0/24"
  }

  expect_failures = [var.address_space]
}

run "an_address_space_that_is_too_small" {
  command = plan
  # says: address_space must be a private IPv4 network from /16 to /25 such as 10.40.0.0/24; it is "10.0.0.0/26".

  variables {
    address_space = "10.0.0.0/26"
  }

  expect_failures = [var.address_space]
}

run "an_address_space_that_is_none" {
  command = plan
  # says: address_space must be a private IPv4 network from /16 to /25 such as 10.40.0.0/24; it is "10.0.0/24".

  variables {
    address_space = "10.0.0/24"
  }

  expect_failures = [var.address_space]
}

run "a_replication_that_is_none" {
  command = plan
  # says: replication must be LRS, ZRS, GRS or GZRS; it is "RAGRS".

  variables {
    replication = "RAGRS"
  }

  expect_failures = [var.replication]
}

run "a_registry_that_is_none" {
  command = plan
  # says: registry_sku must be Basic, Standard or Premium; it is "Free".

  variables {
    registry_sku = "Free"
  }

  expect_failures = [var.registry_sku]
}

run "an_archive_without_an_image" {
  command = plan
  # says: archive_image is required when archive_job is enabled.

  variables {
    archive_job = { enabled = true }
  }

  expect_failures = [var.archive_image]
}

run "an_image_by_a_tag" {
  command = plan
  # says: archive_image must be an image of a registry of Azure, REGISTRY.azurecr.io/NAME@sha256: and 64 hexadecimal digits; it is "crcaptions.azurecr.io/caption-jobs:1.4.0".

  variables {
    archive_image = "crcaptions.azurecr.io/caption-jobs:1.4.0"
  }

  expect_failures = [var.archive_image]
}

run "an_image_of_another_registry" {
  command = plan
  # says: archive_image must be an image of a registry of Azure, REGISTRY.azurecr.io/NAME@sha256: and 64 hexadecimal digits; it is "docker.io/caption-jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".

  variables {
    archive_image = "docker.io/caption-jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  expect_failures = [var.archive_image]
}

run "a_vault_by_its_address" {
  command = plan
  # says: secrets_vault_id must be the resource id of a key vault, /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME; it is "https://kv-secrets.vault.azure.net".

  variables {
    secrets_vault_id = "https://kv-secrets.vault.azure.net"
  }

  expect_failures = [var.secrets_vault_id]
}

run "secrets_without_their_vault" {
  command = plan
  # says: secrets_vault_id is required with secrets and with rollback_trigger: the key vault that holds them.

  variables {
    secrets = { CAPTION_URL_PROXY = "https://kv-secrets.vault.azure.net/secrets/proxy" }
  }

  expect_failures = [var.secrets_vault_id]
}

run "a_rollback_token_without_its_vault" {
  command = plan
  # says: secrets_vault_id is required with secrets and with rollback_trigger: the key vault that holds them.

  variables {
    rollback_trigger = { url = "https://gitlab.com/api/v4/projects/1/ref/main/trigger/pipeline", token_secret = "https://kv-secrets.vault.azure.net/secrets/rollback" }
  }

  expect_failures = [var.secrets_vault_id]
}

run "secrets_of_another_vault" {
  command = plan
  # says: secrets and rollback_trigger must name secrets of the key vault that secrets_vault_id names. Not of it: https://kv-secrets.vault.azure.net/secrets/proxy.

  variables {
    secrets_vault_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-other"
    secrets          = { CAPTION_URL_PROXY = "https://kv-secrets.vault.azure.net/secrets/proxy" }
  }

  expect_failures = [var.secrets_vault_id]
}

run "a_collector_without_tls" {
  command = plan
  # says: otlp_endpoint must be an https address without user, query or fragment; it is "http://collector.example.org".

  variables {
    otlp_endpoint = "http://collector.example.org"
  }

  expect_failures = [var.otlp_endpoint]
}

run "a_collector_with_a_user" {
  command = plan
  # says: otlp_endpoint must be an https address without user, query or fragment; it is "https://me@collector.example.org".

  variables {
    otlp_endpoint = "https://me@collector.example.org"
  }

  expect_failures = [var.otlp_endpoint]
}

run "an_applier_by_name" {
  command = plan
  # says: applier_object_ids must be object ids of Microsoft Entra, such as 00000000-0000-0000-0000-000000000000. Not allowed: me@example.org.

  variables {
    applier_object_ids = ["me@example.org"]
  }

  expect_failures = [var.applier_object_ids]
}

run "a_loop_with_wrong_words" {
  command = plan
  # says: loop.schedule must be five fields of cron, such as 41 3 * * *; it is "hourly".

  variables {
    loop = { schedule = "hourly", image = "jobs:latest", vault_id = "kv", key_secret = "loop.pem", address = "loop", timeout_hours = 0 }
  }

  expect_failures = [var.loop]
}
