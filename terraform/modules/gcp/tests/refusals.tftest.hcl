# Each bad value of Google Cloud's own variables is refused by that variable. What is common is refused by module core, and tested there.

variables {
  environment     = "dev"
  region          = "europe-west1"
  owner           = "captions-team"
  project_id      = "captions-sandbox"
  billing_account = "012345-6789AB-CDEF01"
  release_version = "1.4.0"
  package = {
    image = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/captions@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  alarm_emails = ["ann@example.org"]
}

run "a_project_id_that_is_too_short_is_refused" {
  command = plan

  variables {
    project_id = "short"
  }
  expect_failures = [var.project_id]
}

run "a_project_id_with_capitals_is_refused" {
  command = plan

  variables {
    project_id = "Captions-Sandbox"
  }
  expect_failures = [var.project_id]
}

run "a_project_id_that_ends_with_a_hyphen_is_refused" {
  command = plan

  variables {
    project_id = "captions-"
  }
  expect_failures = [var.project_id]
}

run "a_project_number_is_refused" {
  command = plan

  variables {
    project_id = "123456789012"
  }
  expect_failures = [var.project_id]
}

run "a_billing_account_in_small_letters_is_refused" {
  command = plan

  variables {
    billing_account = "012345-6789ab-cdef01"
  }
  expect_failures = [var.billing_account]
}

run "a_billing_account_with_its_resource_name_is_refused" {
  command = plan

  variables {
    billing_account = "billingAccounts/012345-6789AB-CDEF01"
  }
  expect_failures = [var.billing_account]
}

run "a_billing_account_that_is_too_short_is_refused" {
  command = plan

  variables {
    billing_account = "012345-6789AB"
  }
  expect_failures = [var.billing_account]
}

run "everyone_as_invoker_is_refused" {
  command = plan

  variables {
    invokers = ["allUsers"]
  }
  expect_failures = [var.invokers]
}

run "everyone_with_an_account_as_invoker_is_refused" {
  command = plan

  variables {
    invokers = ["allAuthenticatedUsers"]
  }
  expect_failures = [var.invokers]
}

run "an_invoker_without_its_kind_is_refused" {
  command = plan

  variables {
    invokers = ["ann@example.org"]
  }
  expect_failures = [var.invokers]
}

run "an_invoker_twice_is_refused" {
  command = plan

  variables {
    invokers = ["user:ann@example.org", "user:ann@example.org"]
  }
  expect_failures = [var.invokers]
}

run "an_archive_image_by_its_tag_is_refused" {
  command = plan

  variables {
    archive_image = "europe-west1-docker.pkg.dev/p/r/jobs:1.4.0"
  }
  expect_failures = [var.archive_image]
}

run "an_archive_image_with_a_short_digest_is_refused" {
  command = plan

  variables {
    archive_image = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123"
  }
  expect_failures = [var.archive_image]
}

run "an_archive_job_without_its_image_is_refused" {
  command = plan

  variables {
    archive_job = { enabled = true }
  }
  expect_failures = [var.archive_job]
}

run "a_schedule_without_a_job_is_refused" {
  command = plan

  variables {
    archive_schedule = "0 3 * * *"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_of_four_fields_is_refused" {
  command = plan

  variables {
    archive_schedule = "0 3 * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_of_six_fields_is_refused" {
  command = plan

  variables {
    archive_schedule = "0 0 3 * * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_in_words_is_refused" {
  command = plan

  variables {
    archive_schedule = "every 24 hours"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_out_of_range_is_refused" {
  command = plan

  variables {
    archive_schedule = "61 3 * * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_collector_by_its_tag_is_refused" {
  command = plan

  variables {
    collector_image = "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google:latest"
  }
  expect_failures = [var.collector_image]
}

run "keys_behind_iam_is_refused" {
  command = plan

  variables {
    access  = "keys"
    secrets = { CAPTION_KEYS_FILE = "projects/captions-sandbox/secrets/caption-keys" }
  }
  expect_failures = [var.access]
}

run "jwt_behind_iam_is_refused" {
  command = plan

  variables {
    access = "jwt"
    settings = {
      CAPTION_JWT_ISSUER   = "https://issuer.example.org"
      CAPTION_JWT_AUDIENCE = "captions"
      CAPTION_JWT_KEY_SET  = "https://issuer.example.org/keys"
    }
  }
  expect_failures = [var.access]
}
