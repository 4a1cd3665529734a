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
  # says: project_id must be 6 to 30 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "short".

  variables {
    project_id = "short"
  }
  expect_failures = [var.project_id]
}

run "a_project_id_with_capitals_is_refused" {
  command = plan
  # says: project_id must be 6 to 30 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "Captions-Sandbox".

  variables {
    project_id = "Captions-Sandbox"
  }
  expect_failures = [var.project_id]
}

run "a_project_id_that_ends_with_a_hyphen_is_refused" {
  command = plan
  # says: project_id must be 6 to 30 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "captions-".

  variables {
    project_id = "captions-"
  }
  expect_failures = [var.project_id]
}

run "a_project_number_is_refused" {
  command = plan
  # says: project_id must be 6 to 30 characters of a-z, 0-9 and -, begin with a letter and not end with -; it is "123456789012".

  variables {
    project_id = "123456789012"
  }
  expect_failures = [var.project_id]
}

run "a_billing_account_in_small_letters_is_refused" {
  command = plan
  # says: billing_account must be three groups of six of 0-9 and A-F with - between, such as 012345-6789AB-CDEF01; it is "012345-6789ab-cdef01".

  variables {
    billing_account = "012345-6789ab-cdef01"
  }
  expect_failures = [var.billing_account]
}

run "a_billing_account_with_its_resource_name_is_refused" {
  command = plan
  # says: billing_account must be three groups of six of 0-9 and A-F with - between, such as 012345-6789AB-CDEF01; it is "billingAccounts/012345-6789AB-CDEF01".

  variables {
    billing_account = "billingAccounts/012345-6789AB-CDEF01"
  }
  expect_failures = [var.billing_account]
}

run "a_billing_account_that_is_too_short_is_refused" {
  command = plan
  # says: billing_account must be three groups of six of 0-9 and A-F with - between, such as 012345-6789AB-CDEF01; it is "012345-6789AB".

  variables {
    billing_account = "012345-6789AB"
  }
  expect_failures = [var.billing_account]
}

run "everyone_as_invoker_is_refused" {
  command = plan
  # says: invokers must be IAM members, each once: user:, group: or serviceAccount: with an address, domain: with a domain, principal:// or principalSet://; allUsers and allAuthenticatedUsers are not allowed (the exception public_access opens the service).

  variables {
    invokers = ["allUsers"]
  }
  expect_failures = [var.invokers]
}

run "everyone_with_an_account_as_invoker_is_refused" {
  command = plan
  # says: invokers must be IAM members, each once: user:, group: or serviceAccount: with an address, domain: with a domain, principal:// or principalSet://; allUsers and allAuthenticatedUsers are not allowed (the exception public_access opens the service).

  variables {
    invokers = ["allAuthenticatedUsers"]
  }
  expect_failures = [var.invokers]
}

run "an_invoker_without_its_kind_is_refused" {
  command = plan
  # says: invokers must be IAM members, each once: user:, group: or serviceAccount: with an address, domain: with a domain, principal:// or principalSet://; allUsers and allAuthenticatedUsers are not allowed (the exception public_access opens the service).

  variables {
    invokers = ["ann@example.org"]
  }
  expect_failures = [var.invokers]
}

run "an_invoker_twice_is_refused" {
  command = plan
  # says: invokers must be IAM members, each once: user:, group: or serviceAccount: with an address, domain: with a domain, principal:// or principalSet://; allUsers and allAuthenticatedUsers are not allowed (the exception public_access opens the service).

  variables {
    invokers = ["user:ann@example.org", "user:ann@example.org"]
  }
  expect_failures = [var.invokers]
}

run "an_archive_image_by_its_tag_is_refused" {
  command = plan
  # says: archive_image must be an image pinned by @sha256: and 64 hexadecimal digits, or null; it is "europe-west1-docker.pkg.dev/p/r/jobs:1.4.0".

  variables {
    archive_image = "europe-west1-docker.pkg.dev/p/r/jobs:1.4.0"
  }
  expect_failures = [var.archive_image]
}

run "an_archive_image_with_a_short_digest_is_refused" {
  command = plan
  # says: archive_image must be an image pinned by @sha256: and 64 hexadecimal digits, or null; it is "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123".

  variables {
    archive_image = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123"
  }
  expect_failures = [var.archive_image]
}

run "an_archive_job_without_its_image_is_refused" {
  command = plan
  # says: archive_job.enabled needs archive_image: the image with the program for batch jobs (artifacts/packages/jobs), pinned by @sha256:.

  variables {
    archive_job = { enabled = true }
  }
  expect_failures = [var.archive_job]
}

run "a_schedule_without_a_job_is_refused" {
  command = plan
  # says: archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is "0 3 * * *".

  variables {
    archive_schedule = "0 3 * * *"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_of_four_fields_is_refused" {
  command = plan
  # says: archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is "0 3 * *".

  variables {
    archive_schedule = "0 3 * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_of_six_fields_is_refused" {
  command = plan
  # says: archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is "0 0 3 * * *".

  variables {
    archive_schedule = "0 0 3 * * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_in_words_is_refused" {
  command = plan
  # says: archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is "every 24 hours".

  variables {
    archive_schedule = "every 24 hours"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_schedule_out_of_range_is_refused" {
  command = plan
  # says: archive_schedule must be five fields of unix-cron such as 0 3 * * * (minute 0 to 59, hour 0 to 23, day 1 to 31, month 1 to 12 or jan to dec, weekday 0 to 7 or sun to sat), with archive_job.enabled, or null; it is "61 3 * * *".

  variables {
    archive_schedule = "61 3 * * *"
    archive_job      = { enabled = true }
    archive_image    = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  expect_failures = [var.archive_schedule]
}

run "a_collector_by_its_tag_is_refused" {
  command = plan
  # says: collector_image must be an image pinned by @sha256: and 64 hexadecimal digits, or null; it is "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google:latest".

  variables {
    collector_image = "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google:latest"
  }
  expect_failures = [var.collector_image]
}

run "keys_behind_iam_is_refused" {
  command = plan
  # says: access keys and jwt need the exception public_access on Google Cloud: where Cloud Run's IAM stands in front, it takes the signature off the tokens of upload events, and the service could not tell Pub/Sub from anyone. Allowed without it: platform.

  variables {
    access  = "keys"
    secrets = { CAPTION_KEYS_FILE = "projects/captions-sandbox/secrets/caption-keys" }
  }
  expect_failures = [var.access]
}

run "jwt_behind_iam_is_refused" {
  command = plan
  # says: access keys and jwt need the exception public_access on Google Cloud: where Cloud Run's IAM stands in front, it takes the signature off the tokens of upload events, and the service could not tell Pub/Sub from anyone. Allowed without it: platform.

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

run "a_loop_by_words_is_refused" {
  command = plan
  # says: loop.schedule must be five fields of unix-cron such as 41 3 * * *; it is "hourly".

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
    }
    loop = {
      schedule   = "hourly"
      image      = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret = "projects/captions-sandbox/secrets/loop-key"
    }
  }
  expect_failures = [var.loop]
}

run "a_loop_of_an_image_that_is_not_pinned_is_refused" {
  command = plan
  # says: loop.image must be an image pinned by @sha256: and 64 hexadecimal digits; it is "jobs:latest".

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
    }
    loop = {
      schedule   = "41 3 * * *"
      image      = "jobs:latest"
      key_secret = "projects/captions-sandbox/secrets/loop-key"
    }
  }
  expect_failures = [var.loop]
}

run "a_loop_whose_key_is_no_secret_is_refused" {
  command = plan
  # says: loop.key_secret must be projects/PROJECT/secrets/NAME; it is "loop.pem".

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
    }
    loop = {
      schedule   = "41 3 * * *"
      image      = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret = "loop.pem"
    }
  }
  expect_failures = [var.loop]
}

run "a_loop_in_no_folder_is_refused" {
  command = plan
  # says: loop.address must be the address of a folder that ends with /: gs://bucket/loop/; it is "loop".

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
    }
    loop = {
      schedule   = "41 3 * * *"
      image      = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret = "projects/captions-sandbox/secrets/loop-key"
      address    = "loop"
    }
  }
  expect_failures = [var.loop]
}

run "a_loop_without_time_is_refused" {
  command = plan
  # says: loop.timeout_hours must be a whole number from 1 to 24; it is 0.

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
    }
    loop = {
      schedule      = "41 3 * * *"
      image         = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret    = "projects/captions-sandbox/secrets/loop-key"
      timeout_hours = 0
    }
  }
  expect_failures = [var.loop]
}

run "a_loop_without_a_registry_is_refused" {
  command = plan
  # says: loop needs CAPTION_MODEL_FROM and CAPTION_REVIEWS_TO in settings: the registry that the hosts follow, and the decisions that are learned from.

  variables {
    loop = {
      schedule   = "41 3 * * *"
      image      = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret = "projects/captions-sandbox/secrets/loop-key"
    }
  }
  expect_failures = [var.loop]
}
