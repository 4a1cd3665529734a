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

run "memory_mb_too_small_on_aws" {
  command = plan
  # says: memory_mb must be a whole number from 512 to 10240 on aws; it is 511.
  variables {
    memory_mb = 511
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_too_large_on_aws" {
  command = plan
  # says: memory_mb must be a whole number from 512 to 10240 on aws; it is 10241.
  variables {
    memory_mb = 10241
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_with_a_fraction_on_aws" {
  command = plan
  # says: memory_mb must be a whole number from 512 to 10240 on aws; it is 1769.5.
  variables {
    memory_mb = 1769.5
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_between_sizes_on_azure" {
  command = plan
  # says: memory_mb must be 2048 or 4096 (Flex Consumption), or 3584, 7168 or 14336 (Premium) on azure; it is 3000.
  variables {
    cloud     = "azure"
    region    = "westeurope"
    package   = { container = "packages", key = "captions.zip" }
    memory_mb = 3000
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_too_small_on_azure" {
  command = plan
  # says: memory_mb must be 2048 or 4096 (Flex Consumption), or 3584, 7168 or 14336 (Premium) on azure; it is 512.
  variables {
    cloud     = "azure"
    region    = "westeurope"
    package   = { container = "packages", key = "captions.zip" }
    memory_mb = 512
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_too_large_on_gcp" {
  command = plan
  # says: memory_mb must be a whole number from 512 to 32768 on gcp; it is 32769.
  variables {
    cloud     = "gcp"
    region    = "europe-west1"
    package   = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    memory_mb = 32769
  }
  expect_failures = [var.memory_mb]
}

run "memory_mb_too_small_on_kubernetes" {
  command = plan
  # says: memory_mb must be a whole number from 512 to 65536 on kubernetes; it is 256.
  variables {
    cloud     = "kubernetes"
    region    = "west"
    package   = { image = "registry.example.org/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    memory_mb = 256
  }
  expect_failures = [var.memory_mb]
}

run "timeout_seconds_too_short" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 900 on aws; it is 2.
  variables {
    timeout_seconds = 2
  }
  expect_failures = [var.timeout_seconds]
}

run "timeout_seconds_too_long_on_aws" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 900 on aws; it is 901.
  variables {
    timeout_seconds = 901
  }
  expect_failures = [var.timeout_seconds]
}

run "timeout_seconds_too_long_on_azure" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 230 on azure; it is 231.
  variables {
    cloud           = "azure"
    region          = "westeurope"
    package         = { container = "packages", key = "captions.zip" }
    timeout_seconds = 231
  }
  expect_failures = [var.timeout_seconds]
}

run "timeout_seconds_too_long_on_gcp" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 3600 on gcp; it is 3601.
  variables {
    cloud           = "gcp"
    region          = "europe-west1"
    package         = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    timeout_seconds = 3601
  }
  expect_failures = [var.timeout_seconds]
}

run "timeout_seconds_too_long_on_kubernetes" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 3600 on kubernetes; it is 3601.
  variables {
    cloud           = "kubernetes"
    region          = "west"
    package         = { image = "registry.example.org/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    timeout_seconds = 3601
  }
  expect_failures = [var.timeout_seconds]
}

run "timeout_seconds_with_a_fraction" {
  command = plan
  # says: timeout_seconds must be a whole number from 3 to 900 on aws; it is 3.5.
  variables {
    timeout_seconds = 3.5
  }
  expect_failures = [var.timeout_seconds]
}

run "concurrency_per_instance_above_one_on_aws" {
  command = plan
  # says: concurrency_per_instance must be 1 on aws, where an instance takes one request at a time; it is 2.
  variables {
    concurrency_per_instance = 2
  }
  expect_failures = [var.concurrency_per_instance]
}

run "concurrency_per_instance_zero_on_aws" {
  command = plan
  # says: concurrency_per_instance must be 1 on aws, where an instance takes one request at a time; it is 0.
  variables {
    concurrency_per_instance = 0
  }
  expect_failures = [var.concurrency_per_instance]
}

run "concurrency_per_instance_zero_on_azure" {
  command = plan
  # says: concurrency_per_instance must be a whole number from 1 to 256; it is 0.
  variables {
    cloud                    = "azure"
    region                   = "westeurope"
    package                  = { container = "packages", key = "captions.zip" }
    concurrency_per_instance = 0
  }
  expect_failures = [var.concurrency_per_instance]
}

run "concurrency_per_instance_too_many_on_gcp" {
  command = plan
  # says: concurrency_per_instance must be a whole number from 1 to 256; it is 257.
  variables {
    cloud                    = "gcp"
    region                   = "europe-west1"
    package                  = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    concurrency_per_instance = 257
  }
  expect_failures = [var.concurrency_per_instance]
}

run "concurrency_per_instance_with_a_fraction_on_kubernetes" {
  command = plan
  # says: concurrency_per_instance must be a whole number from 1 to 256; it is 1.5.
  variables {
    cloud                    = "kubernetes"
    region                   = "west"
    package                  = { image = "registry.example.org/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    concurrency_per_instance = 1.5
  }
  expect_failures = [var.concurrency_per_instance]
}

run "max_instances_zero" {
  command = plan
  # says: max_instances must be a whole number from 1 to 1000; it is 0.
  variables {
    max_instances = 0
  }
  expect_failures = [var.max_instances]
}

run "max_instances_too_many" {
  command = plan
  # says: max_instances must be a whole number from 1 to 1000; it is 1001.
  variables {
    max_instances = 1001
  }
  expect_failures = [var.max_instances]
}

run "max_instances_with_a_fraction" {
  command = plan
  # says: max_instances must be a whole number from 1 to 1000; it is 2.5.
  variables {
    max_instances = 2.5
  }
  expect_failures = [var.max_instances]
}

run "max_instances_negative" {
  command = plan
  # says: max_instances must be a whole number from 1 to 1000; it is -1.
  variables {
    max_instances = -1
  }
  expect_failures = [var.max_instances]
}

run "min_instances_negative" {
  command = plan
  # says: min_instances must be a whole number from 0 to max_instances (10); it is -1.
  variables {
    min_instances = -1
  }
  expect_failures = [var.min_instances]
}

run "min_instances_above_max_instances" {
  command = plan
  # says: min_instances must be a whole number from 0 to max_instances (10); it is 11.
  variables {
    min_instances = 11
  }
  expect_failures = [var.min_instances]
}

run "min_instances_with_a_fraction" {
  command = plan
  # says: min_instances must be a whole number from 0 to max_instances (10); it is 0.5.
  variables {
    min_instances = 0.5
  }
  expect_failures = [var.min_instances]
}
