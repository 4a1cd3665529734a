# Refusals: each bad value of each variable. The line `says` is the whole message; a test holds them to what Terraform prints.
# What looks like a secret is written in two parts, so that scans for secrets need no exception.

variables {
  cloud           = "aws"
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "team-pictures"
  release_version = "1.4.0"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = ["team@example.org"]
}

run "cloud_of_another_cloud" {
  command = plan
  # says: cloud must be aws, azure, gcp or kubernetes; it is "oracle".
  variables {
    cloud = "oracle"
  }
  expect_failures = [var.cloud]
}

run "cloud_in_capitals" {
  command = plan
  # says: cloud must be aws, azure, gcp or kubernetes; it is "AWS".
  variables {
    cloud = "AWS"
  }
  expect_failures = [var.cloud]
}

run "cloud_empty" {
  command = plan
  # says: cloud must be aws, azure, gcp or kubernetes; it is "".
  variables {
    cloud = ""
  }
  expect_failures = [var.cloud]
}

run "name_too_short" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "ab".
  variables {
    name = "ab"
  }
  expect_failures = [var.name]
}

run "name_too_long" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "aaaaaaaaaaaaaaaaaaaaa".
  variables {
    name = "aaaaaaaaaaaaaaaaaaaaa"
  }
  expect_failures = [var.name]
}

run "name_in_capitals" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "Captions".
  variables {
    name = "Captions"
  }
  expect_failures = [var.name]
}

run "name_with_a_digit_first" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "1captions".
  variables {
    name = "1captions"
  }
  expect_failures = [var.name]
}

run "name_with_a_dash_last" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "captions-".
  variables {
    name = "captions-"
  }
  expect_failures = [var.name]
}

run "name_with_an_underscore" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "my_captions".
  variables {
    name = "my_captions"
  }
  expect_failures = [var.name]
}

run "name_empty" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "".
  variables {
    name = ""
  }
  expect_failures = [var.name]
}

run "name_with_a_line_break" {
  command = plan
  # says: name must be 3 to 20 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "captions\n".
  variables {
    name = "captions\n"
  }
  expect_failures = [var.name]
}

run "environment_unknown" {
  command = plan
  # says: environment must be dev, preprod or prod; it is "staging".
  variables {
    environment = "staging"
  }
  expect_failures = [var.environment]
}

run "environment_in_capitals" {
  command = plan
  # says: environment must be dev, preprod or prod; it is "PROD".
  variables {
    environment = "PROD"
  }
  expect_failures = [var.environment]
}

run "environment_empty" {
  command = plan
  # says: environment must be dev, preprod or prod; it is "".
  variables {
    environment = ""
  }
  expect_failures = [var.environment]
}

run "region_of_azure_on_aws" {
  command = plan
  # says: region must be a region of AWS such as eu-central-1; it is "westeurope".
  variables {
    region = "westeurope"
  }
  expect_failures = [var.region]
}

run "region_with_a_zone_on_aws" {
  command = plan
  # says: region must be a region of AWS such as eu-central-1; it is "eu-central-1a".
  variables {
    region = "eu-central-1a"
  }
  expect_failures = [var.region]
}

run "region_empty" {
  command = plan
  # says: region must be a region of AWS such as eu-central-1; it is "".
  variables {
    region = ""
  }
  expect_failures = [var.region]
}

run "region_with_blanks_on_azure" {
  command = plan
  # says: region must be a region of Azure in its short form, such as westeurope or eastus2; it is "West Europe".
  variables {
    cloud   = "azure"
    region  = "West Europe"
    package = { container = "packages", key = "captions.zip" }
  }
  expect_failures = [var.region]
}

run "region_of_aws_on_azure" {
  command = plan
  # says: region must be a region of Azure in its short form, such as westeurope or eastus2; it is "eu-central-1".
  variables {
    cloud   = "azure"
    region  = "eu-central-1"
    package = { container = "packages", key = "captions.zip" }
  }
  expect_failures = [var.region]
}

run "region_of_aws_on_gcp" {
  command = plan
  # says: region must be a region of Google Cloud such as europe-west1; it is "eu-central-1".
  variables {
    cloud   = "gcp"
    region  = "eu-central-1"
    package = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  }
  expect_failures = [var.region]
}

run "region_with_a_zone_on_gcp" {
  command = plan
  # says: region must be a region of Google Cloud such as europe-west1; it is "europe-west1-b".
  variables {
    cloud   = "gcp"
    region  = "europe-west1-b"
    package = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  }
  expect_failures = [var.region]
}

run "region_that_is_no_label_on_kubernetes" {
  command = plan
  # says: region must be a label of the cluster: 1 to 63 letters, digits, - _ and ., beginning and ending with a letter or digit; it is "my west".
  variables {
    cloud   = "kubernetes"
    region  = "my west"
    package = { image = "registry.example.org/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  }
  expect_failures = [var.region]
}

run "owner_too_short" {
  command = plan
  # says: owner must be a team or an address: 2 to 60 letters, digits, blanks and + = . _ : / @ -, beginning and ending with a letter or digit; it is "a".
  variables {
    owner = "a"
  }
  expect_failures = [var.owner]
}

run "owner_too_long" {
  command = plan
  # says: owner must be a team or an address: 2 to 60 letters, digits, blanks and + = . _ : / @ -, beginning and ending with a letter or digit; it is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".
  variables {
    owner = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
  expect_failures = [var.owner]
}

run "owner_with_signs" {
  command = plan
  # says: owner must be a team or an address: 2 to 60 letters, digits, blanks and + = . _ : / @ -, beginning and ending with a letter or digit; it is "team <a@example.org>".
  variables {
    owner = "team <a@example.org>"
  }
  expect_failures = [var.owner]
}

run "owner_blank_at_its_end" {
  command = plan
  # says: owner must be a team or an address: 2 to 60 letters, digits, blanks and + = . _ : / @ -, beginning and ending with a letter or digit; it is "team ".
  variables {
    owner = "team "
  }
  expect_failures = [var.owner]
}

run "cost_center_empty" {
  command = plan
  # says: cost_center must be 1 to 40 letters, digits, - and _, beginning and ending with a letter or digit; it is "".
  variables {
    cost_center = ""
  }
  expect_failures = [var.cost_center]
}

run "cost_center_too_long" {
  command = plan
  # says: cost_center must be 1 to 40 letters, digits, - and _, beginning and ending with a letter or digit; it is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".
  variables {
    cost_center = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
  expect_failures = [var.cost_center]
}

run "cost_center_with_a_blank" {
  command = plan
  # says: cost_center must be 1 to 40 letters, digits, - and _, beginning and ending with a letter or digit; it is "cost center".
  variables {
    cost_center = "cost center"
  }
  expect_failures = [var.cost_center]
}

run "cost_center_with_a_dash_last" {
  command = plan
  # says: cost_center must be 1 to 40 letters, digits, - and _, beginning and ending with a letter or digit; it is "abc-".
  variables {
    cost_center = "abc-"
  }
  expect_failures = [var.cost_center]
}

run "data_classification_unknown" {
  command = plan
  # says: data_classification must be public, internal or confidential; it is "secret".
  variables {
    data_classification = "secret"
  }
  expect_failures = [var.data_classification]
}

run "data_classification_empty" {
  command = plan
  # says: data_classification must be public, internal or confidential; it is "".
  variables {
    data_classification = ""
  }
  expect_failures = [var.data_classification]
}

run "tags_with_a_key_in_capitals" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: Team = "a".
  variables {
    tags = { Team = "a" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_key_of_ours" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: owner = "a".
  variables {
    tags = { owner = "a" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_key_of_an_exception" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: exception-short_logs = "a".
  variables {
    tags = { exception-short_logs = "a" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_value_in_capitals" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: team = "Pictures".
  variables {
    tags = { team = "Pictures" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_value_with_blanks" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: team = "the pictures".
  variables {
    tags = { team = "the pictures" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_value_too_long" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: team = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".
  variables {
    tags = { team = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  }
  expect_failures = [var.tags]
}

run "tags_with_a_null" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. Not allowed: team = "".
  variables {
    tags = { team = null }
  }
  expect_failures = [var.tags]
}

run "tags_that_are_too_many" {
  command = plan
  # says: tags must be at most 30, each key 1 to 63 of a-z, 0-9, _ and - beginning with a letter, each value 0 to 63 of the same beginning and ending with a letter or digit; name, environment, owner, cost-center, data-classification, release, managed-by and exception-... are set by the module. There are 31.
  variables {
    tags = { for number in range(31) : "tag-${number}" => "a" }
  }
  expect_failures = [var.tags]
}

run "release_version_with_two_parts" {
  command = plan
  # says: release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is "1.4".
  variables {
    release_version = "1.4"
  }
  expect_failures = [var.release_version]
}

run "release_version_with_a_v" {
  command = plan
  # says: release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is "v1.4.0".
  variables {
    release_version = "v1.4.0"
  }
  expect_failures = [var.release_version]
}

run "release_version_with_a_leading_zero" {
  command = plan
  # says: release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is "01.4.0".
  variables {
    release_version = "01.4.0"
  }
  expect_failures = [var.release_version]
}

run "release_version_that_says_latest" {
  command = plan
  # says: release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is "latest".
  variables {
    release_version = "latest"
  }
  expect_failures = [var.release_version]
}

run "release_version_empty" {
  command = plan
  # says: release_version must be a semantic version such as 1.4.0 or 1.4.0-rc.1; it is "".
  variables {
    release_version = ""
  }
  expect_failures = [var.release_version]
}

run "package_without_a_digest_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has bucket = "packages", key = "a.zip".
  variables {
    package = { bucket = "packages", key = "a.zip" }
  }
  expect_failures = [var.package]
}

run "package_with_an_image_too_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has bucket = "packages", image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/c@sha256:0000000000000000000000000000000000000000000000000000000000000000", key = "a.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".
  variables {
    package = { bucket = "packages", key = "a.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/c@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  }
  expect_failures = [var.package]
}

run "package_with_a_short_digest_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has bucket = "packages", key = "a.zip", sha256_base64 = "abc".
  variables {
    package = { bucket = "packages", key = "a.zip", sha256_base64 = "abc" }
  }
  expect_failures = [var.package]
}

run "package_with_an_image_that_is_not_pinned_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/c:latest".
  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/c:latest" }
  }
  expect_failures = [var.package]
}

run "package_with_an_image_of_another_registry_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has image_uri = "docker.io/library/c@sha256:0000000000000000000000000000000000000000000000000000000000000000".
  variables {
    package = { image_uri = "docker.io/library/c@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
  }
  expect_failures = [var.package]
}

run "package_with_a_key_that_begins_with_a_slash_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has bucket = "packages", key = "/a.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".
  variables {
    package = { bucket = "packages", key = "/a.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  }
  expect_failures = [var.package]
}

run "package_of_azure_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has container = "packages", key = "a.zip".
  variables {
    package = { container = "packages", key = "a.zip" }
  }
  expect_failures = [var.package]
}

run "package_empty_on_aws" {
  command = plan
  # says: package must be { bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both; it has nothing.
  variables {
    package = {}
  }
  expect_failures = [var.package]
}

run "package_of_aws_on_azure" {
  command = plan
  # says: package must be { container, key } of the package in the storage account; it has bucket = "packages", key = "captions.zip".
  variables {
    cloud   = "azure"
    region  = "westeurope"
    package = { bucket = "packages", key = "captions.zip" }
  }
  expect_failures = [var.package]
}

run "package_with_a_container_that_is_none_on_azure" {
  command = plan
  # says: package must be { container, key } of the package in the storage account; it has container = "Pack--ages", key = "captions.zip".
  variables {
    cloud   = "azure"
    region  = "westeurope"
    package = { container = "Pack--ages", key = "captions.zip" }
  }
  expect_failures = [var.package]
}

run "package_with_a_tag_alone_on_gcp" {
  command = plan
  # says: package must be { image }, pinned by @sha256: and 64 hexadecimal digits; it has image = "europe-docker.pkg.dev/p/captions/captions:1.4.0".
  variables {
    cloud   = "gcp"
    region  = "europe-west1"
    package = { image = "europe-docker.pkg.dev/p/captions/captions:1.4.0" }
  }
  expect_failures = [var.package]
}

run "package_with_a_short_digest_on_kubernetes" {
  command = plan
  # says: package must be { image }, pinned by @sha256: and 64 hexadecimal digits; it has image = "registry.example.org/captions@sha256:abc".
  variables {
    cloud   = "kubernetes"
    region  = "west"
    package = { image = "registry.example.org/captions@sha256:abc" }
  }
  expect_failures = [var.package]
}
