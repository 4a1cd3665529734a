variables {
  environment           = "preprod"
  region                = "cluster-1"
  owner                 = "captions-team"
  release_version       = "1.4.0"
  package               = { image = "registry.example.org:5000/captions/host:1.4.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  jobs_image            = "registry.example.org:5000/captions/jobs@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
  store                 = { address = "s3://photos/", keeps_versions = true, has_own_key = true }
  egress_cidrs          = ["10.20.0.0/16"]
  allowed_namespaces    = ["shop"]
  otlp_endpoint         = "http://collector.monitoring.svc:4317"
  alarm_emails          = ["team@example.org", "night@example.org"]
  max_instances         = 10
  monthly_budget_amount = 300
}

run "an_image_by_its_tag_alone_is_refused" {
  command = plan

  variables {
    jobs_image = "registry.example.org/captions/jobs:latest"
  }

  expect_failures = [var.jobs_image]
}

run "a_pull_secret_that_is_no_name_is_refused" {
  command = plan

  variables {
    pull_secret = "Not A Name"
  }

  expect_failures = [var.pull_secret]
}

run "no_store_is_refused" {
  command = plan

  variables {
    store = { keeps_versions = true, has_own_key = true }
  }

  expect_failures = [var.store]
}

run "two_stores_are_refused" {
  command = plan

  variables {
    store = { address = "s3://photos/", keeps_versions = true, has_own_key = true, volume = { size_gib = 1, storage_class = "nfs", is_retained = true } }
  }

  expect_failures = [var.store]
}

run "a_store_that_is_no_folder_is_refused" {
  command = plan

  variables {
    store = { address = "s3://photos", keeps_versions = true, has_own_key = true }
  }

  expect_failures = [var.store]
}

run "a_store_of_the_web_is_refused" {
  command = plan

  variables {
    store = { address = "https://example.org/photos/", keeps_versions = true, has_own_key = true }
  }

  expect_failures = [var.store]
}

run "a_volume_of_no_size_is_refused" {
  command = plan

  variables {
    store = { keeps_versions = true, has_own_key = true, volume = { size_gib = 0, storage_class = "nfs", is_retained = true } }
  }

  expect_failures = [var.store]
}

run "a_volume_that_nobody_may_write_is_refused" {
  command = plan

  variables {
    store = { keeps_versions = true, has_own_key = true, volume = { size_gib = 1, storage_class = "nfs", is_retained = true, access_mode = "ReadOnlyMany" } }
  }

  expect_failures = [var.store]
}

run "a_store_without_versions_needs_a_reason" {
  command = plan

  variables {
    store = { address = "s3://photos/", keeps_versions = false, has_own_key = true }
  }

  expect_failures = [var.store]
}

run "a_store_without_a_key_needs_a_reason" {
  command = plan

  variables {
    store = { address = "s3://photos/", keeps_versions = true, has_own_key = false }
  }

  expect_failures = [var.store]
}

run "a_volume_that_goes_with_its_claim_needs_a_reason" {
  command = plan

  variables {
    store = { keeps_versions = true, has_own_key = true, volume = { size_gib = 1, storage_class = "nfs", is_retained = false } }
  }

  expect_failures = [var.store]
}

run "results_elsewhere_than_in_a_folder_are_refused" {
  command = plan

  variables {
    result_store = "s3://results"
  }

  expect_failures = [var.result_store]
}

run "an_annotation_without_a_domain_is_refused" {
  command = plan

  variables {
    identity_annotations = { role = "x" }
  }

  expect_failures = [var.identity_annotations]
}

run "an_unknown_entry_is_refused" {
  command = plan

  variables {
    entry = { kind = "loadbalancer" }
  }

  expect_failures = [var.entry]
}

run "an_ingress_without_tls_is_refused" {
  command = plan

  variables {
    entry = { kind = "ingress", host = "captions.example.org", auth_url = "https://auth.example.org/" }
  }

  expect_failures = [var.entry]
}

run "a_gateway_without_a_gateway_is_refused" {
  command = plan

  variables {
    entry      = { kind = "gateway", host = "captions.example.org" }
    access     = "keys"
    secrets    = { CAPTION_KEYS_FILE = "k/keys.json" }
    exceptions = { public_access = "Shops call over the internet with keys" }
  }

  expect_failures = [var.entry]
}

run "an_ingress_that_asks_nobody_is_refused" {
  command = plan

  variables {
    entry = { kind = "ingress", host = "captions.example.org", tls_secret = "tls" }
  }

  expect_failures = [var.entry]
}

run "an_ingress_open_to_anyone_needs_a_reason" {
  command = plan

  variables {
    entry   = { kind = "ingress", host = "captions.example.org", tls_secret = "tls" }
    access  = "keys"
    secrets = { CAPTION_KEYS_FILE = "k/keys.json" }
  }

  expect_failures = [var.entry]
}

run "a_namespace_that_is_no_name_is_refused" {
  command = plan

  variables {
    allowed_namespaces = ["Shop"]
  }

  expect_failures = [var.allowed_namespaces]
}

run "a_service_that_nobody_may_call_is_refused" {
  command = plan

  variables {
    allowed_namespaces = []
  }

  expect_failures = [var.allowed_namespaces]
}

run "a_network_that_is_none_is_refused" {
  command = plan

  variables {
    egress_cidrs = ["10.20.0.0"]
  }

  expect_failures = [var.egress_cidrs]
}

run "the_whole_world_needs_a_reason" {
  command = plan

  variables {
    egress_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.egress_cidrs]
}

run "a_store_that_cannot_be_reached_is_refused" {
  command = plan

  variables {
    egress_cidrs = []
  }

  expect_failures = [var.egress_cidrs]
}

run "a_port_that_is_none_is_refused" {
  command = plan

  variables {
    egress_port = 70000
  }

  expect_failures = [var.egress_port]
}

run "a_collector_without_a_port_is_refused" {
  command = plan

  variables {
    otlp_endpoint = "http://collector"
  }

  expect_failures = [var.otlp_endpoint]
}

run "alarms_cannot_be_left_out" {
  command = plan

  variables {
    monitoring = { kind = "none" }
  }

  expect_failures = [var.monitoring]
}

run "a_mail_server_without_a_port_is_refused" {
  command = plan

  variables {
    smtp = { smarthost = "smtp.example.org", from = "a@example.org" }
  }

  expect_failures = [var.smtp]
}

run "a_user_of_the_mail_server_without_a_password_is_refused" {
  command = plan

  variables {
    smtp = { smarthost = "smtp.example.org:587", from = "a@example.org", username = "a" }
  }

  expect_failures = [var.smtp]
}

run "an_unknown_kind_of_secret_store_is_refused" {
  command = plan

  variables {
    external_secrets = { name = "vault", kind = "Vault" }
  }

  expect_failures = [var.external_secrets]
}

run "a_sweep_that_does_not_fit_an_hour_is_refused" {
  command = plan

  variables {
    sweep_interval_minutes = 7
  }

  expect_failures = [var.sweep_interval_minutes]
}

run "a_loop_without_registry_and_with_wrong_words_is_refused" {
  command = plan

  variables {
    loop = { schedule = "hourly", address = "loop", key_secret = "Keys!", timeout_hours = 0 }
  }

  expect_failures = [var.loop]
}

run "a_sweep_rarer_than_its_alarm_is_refused" {
  command = plan

  variables {
    sweep_interval_minutes = 60
  }

  expect_failures = [var.sweep_interval_minutes]
}

run "a_broker_without_an_address_for_dead_letters_is_refused" {
  command = plan

  variables {
    events_broker = { name = "default", dead_letter_uri = "letters" }
  }

  expect_failures = [var.events_broker]
}

run "a_sender_whose_keys_come_without_tls_is_refused" {
  command = plan

  variables {
    events_sender = { issuer = "i", audience = "a", key_set = "http://example.org/keys", identity = "x" }
  }

  expect_failures = [var.events_sender]
}

run "a_prefix_that_could_name_another_user_is_refused" {
  command = plan

  variables {
    gitlab_username_prefix = "system:"
  }

  expect_failures = [var.gitlab_username_prefix]
}

run "a_canary_without_room_is_refused" {
  command = plan

  variables {
    max_instances = 1
  }

  expect_failures = [kubernetes_namespace_v1.captions]
}

run "a_latency_beyond_the_last_bucket_is_refused" {
  command = plan

  variables {
    alarm_thresholds = { latency_p95_ms = 20000 }
  }

  expect_failures = [kubernetes_namespace_v1.captions]
}
