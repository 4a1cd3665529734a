# Names in the forms that platforms take.

variables {
  cloud           = "aws"
  environment     = "preprod"
  region          = "eu-central-1"
  owner           = "team-pictures"
  release_version = "1.4.0-rc.1+build.5"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = ["team@example.org"]
}

run "the_name_is_that_of_the_deployment_and_its_environment" {
  command = plan
  assert {
    condition     = output.name == "captions-preprod" && output.names.base == "captions-preprod"
    error_message = "The name is ${output.name}."
  }
  assert {
    condition     = output.names.revision == "v1-4-0-rc-1-build-5"
    error_message = "The revision is ${output.names.revision}."
  }
}

run "the_longest_name_fits_into_what_takes_least" {
  command = plan
  variables {
    name = "abcdefghij-klmnopqrs"
  }
  assert {
    condition     = length(output.name) == 28 && can(regex("^[a-z][a-z0-9]{2,23}$", output.names.short)) && can(regex("^[a-z][a-z0-9-]{1,62}$", output.names.bucket))
    error_message = "The names are ${jsonencode(output.names)}."
  }
  assert {
    condition     = can(regex("^[a-z]([a-z0-9-]{1,22})[a-z0-9]$", output.names.vault)) && !strcontains(output.names.vault, "--")
    error_message = "The name of the vault is ${output.names.vault}."
  }
}

run "two_dashes_are_one_in_a_vault" {
  command = plan
  variables {
    name = "pictures--of-all-us"
  }
  assert {
    condition     = !strcontains(output.names.vault, "--") && length(output.names.vault) <= 24
    error_message = "The name of the vault is ${output.names.vault}."
  }
}

run "another_account_has_another_hash" {
  command = plan
  variables {
    scope = "123456789012"
  }
  assert {
    condition     = output.names.hash != substr(sha256("aws//eu-central-1/captions-preprod"), 0, 6) && output.names.hash == substr(sha256("aws/123456789012/eu-central-1/captions-preprod"), 0, 6)
    error_message = "The hash is ${output.names.hash}."
  }
}

run "a_long_version_makes_a_revision_of_40_characters_that_ends_well" {
  command = plan
  variables {
    release_version = "10.20.30-alpha.this-is-a-very-long-one-a.b"
  }
  assert {
    condition     = length(output.names.revision) <= 40 && can(regex("^v[a-z0-9-]*[a-z0-9]$", output.names.revision))
    error_message = "The revision is ${output.names.revision}."
  }
}
