# With nothing but what must be given, every protection is on.

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

run "the_service_runs_as_its_own_account_and_is_not_public" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_service.caption.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" && google_cloud_run_v2_service.caption.invoker_iam_disabled == false
    error_message = "The service must be internal, and IAM must check its callers."
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.template[0].service_account == "captions-dev-run@captions-sandbox.iam.gserviceaccount.com"
    error_message = "The service must run as its own account, not ${google_cloud_run_v2_service.caption.template[0].service_account}."
  }
  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.invokers) == 0 && google_cloud_run_v2_service_iam_member.push_invoker.role == "roles/run.invoker"
    error_message = "Pub/Sub's account alone may call the service."
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.deletion_protection
    error_message = "The service must be protected from deletion."
  }
}

run "the_service_has_its_limits_and_probes" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_service.caption.template[0].scaling[0].max_instance_count == 10
      && google_cloud_run_v2_service.caption.scaling[0].min_instance_count == 0
      && google_cloud_run_v2_service.caption.template[0].max_instance_request_concurrency == 2
      && google_cloud_run_v2_service.caption.template[0].timeout == "30s"
    )
    error_message = "Instances, concurrency and time must have the defaults 10, 0, 2 and 30s."
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.template[0].containers[0].resources[0].limits == tomap({ cpu = "2", memory = "1024Mi" })
    error_message = "Processors and memory must have the defaults 2 and 1024Mi."
  }
  assert {
    condition = (
      google_cloud_run_v2_service.caption.template[0].containers[0].startup_probe[0].http_get[0].path == "/health/started"
      && google_cloud_run_v2_service.caption.template[0].containers[0].liveness_probe[0].http_get[0].path == "/health/live"
    )
    error_message = "Probes must ask the program's own routes."
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.template[0].execution_environment == "EXECUTION_ENVIRONMENT_GEN2" && google_cloud_run_v2_service.caption.binary_authorization[0].use_default
    error_message = "The second generation and the project's binary authorization must hold."
  }
}

run "settings_name_the_stores_and_leave_the_proof_of_events_to_iam" {
  command = plan

  assert {
    condition = alltrue([for name, value in {
      CAPTION_AUTH             = "platform"
      CAPTION_CONCURRENCY      = "2"
      CAPTION_DEADLINE_SECONDS = "29"
      CAPTION_EVENTS_ATTEMPTS  = "5"
      CAPTION_EVENTS_FROM      = "gs://${google_storage_bucket.store.name}/in/"
      CAPTION_RESULTS_TO       = "gs://${google_storage_bucket.results.name}/"
      GOOGLE_CLOUD_PROJECT     = "captions-sandbox"
    } : contains([for env in google_cloud_run_v2_service.caption.template[0].containers[0].env : "${env.name}=${coalesce(env.value, "-")}"], "${name}=${value}")])
    error_message = "The program's settings must follow from the variables."
  }
  assert {
    condition     = !contains([for env in google_cloud_run_v2_service.caption.template[0].containers[0].env : env.name], "CAPTION_EVENTS_ISSUER")
    error_message = "Behind IAM tokens come without their signature, so the program must not ask for it."
  }
}

run "buckets_are_private_versioned_encrypted_and_logged" {
  command = apply

  assert {
    condition = alltrue([for bucket in [google_storage_bucket.store, google_storage_bucket.results, google_storage_bucket.access_logs] : (
      bucket.uniform_bucket_level_access && bucket.public_access_prevention == "enforced" && bucket.versioning[0].enabled && !bucket.force_destroy
      && bucket.soft_delete_policy[0].retention_duration_seconds == 604800 && bucket.encryption[0].default_kms_key_name == google_kms_crypto_key.captions[0].id
    )])
    error_message = "Every bucket must be uniform, private, versioned, under our own key and hard to delete."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.store, google_storage_bucket.results] : bucket.logging[0].log_bucket == google_storage_bucket.access_logs.name])
    error_message = "Access to pictures and results must be logged."
  }
  assert {
    condition     = google_kms_crypto_key.captions[0].rotation_period == "7776000s"
    error_message = "The key must rotate every 90 days."
  }
  assert {
    condition     = toset(keys(google_kms_crypto_key_iam_member.service_agents)) == toset(["storage", "pubsub", "run", "artifacts", "logging"])
    error_message = "Five agents of Google use the key, and nobody else."
  }
}

run "events_reach_the_service_or_the_dead_letters" {
  command = apply

  assert {
    condition     = google_storage_notification.uploads.object_name_prefix == "in/" && contains(google_storage_notification.uploads.event_types, "OBJECT_FINALIZE") && google_storage_notification.uploads.payload_format == "JSON_API_V1"
    error_message = "Uploads to the folder must be told of."
  }
  assert {
    condition = (
      google_pubsub_subscription.uploads.push_config[0].push_endpoint == "https://captions-dev-123456789012.europe-west1.run.app/"
      && google_pubsub_subscription.uploads.push_config[0].oidc_token[0].audience == "https://captions-dev-123456789012.europe-west1.run.app"
      && google_pubsub_subscription.uploads.push_config[0].oidc_token[0].service_account_email == google_service_account.push.email
    )
    error_message = "Events must be pushed to the service with a token for it."
  }
  assert {
    condition     = google_pubsub_subscription.uploads.ack_deadline_seconds == 600 && google_pubsub_subscription.uploads.dead_letter_policy[0].dead_letter_topic == google_pubsub_topic.dead_letters.id && google_pubsub_subscription.uploads.dead_letter_policy[0].max_delivery_attempts == 10
    error_message = "A push may take 600 s, and what fails ten times must end in the dead letters."
  }
  assert {
    condition     = google_pubsub_subscription.dead_letters.topic == google_pubsub_topic.dead_letters.id && google_pubsub_subscription.dead_letters.expiration_policy[0].ttl == ""
    error_message = "Dead letters must be kept by a subscription that does not expire."
  }
  assert {
    condition     = google_pubsub_topic_iam_member.dead_letter_publisher.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com" && google_pubsub_subscription_iam_member.dead_letter_forwarder.role == "roles/pubsub.subscriber"
    error_message = "Pub/Sub's agent must be allowed to forward dead letters."
  }
}

run "seven_alarms_a_budget_and_logs_with_an_end" {
  command = apply

  assert {
    condition     = toset(keys(output.alarms)) == toset(["errors", "latency_p95", "throttles", "dead_letters", "oldest_event_age", "cost", "refused"])
    error_message = "The seven alarms must be there, not ${join(", ", keys(output.alarms))}."
  }
  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.alarms : contains(policy.notification_channels, google_monitoring_notification_channel.email["ann@example.org"].name)])
    error_message = "Every alarm must reach a person."
  }
  assert {
    condition     = google_monitoring_alert_policy.alarms["errors"].conditions[0].condition_threshold[0].threshold_value == 0.02 && google_monitoring_alert_policy.alarms["latency_p95"].conditions[0].condition_threshold[0].threshold_value == 5000
    error_message = "Percents must become shares, and milliseconds stay."
  }
  assert {
    condition     = google_billing_budget.captions.amount[0].specified_amount[0].units == "50" && google_billing_budget.captions.threshold_rules[0].threshold_percent == 0.8
    error_message = "The budget must be 50 and tell at 80 %."
  }
  assert {
    condition     = google_logging_project_bucket_config.captions.retention_days == 30
    error_message = "Log lines must be kept 30 days."
  }
  assert {
    condition     = length(jsondecode(google_monitoring_dashboard.captions.dashboard_json).mosaicLayout.tiles) == 8
    error_message = "The dashboard must have its eight plots."
  }
}

run "the_registry_keeps_tags_and_scans" {
  command = plan

  assert {
    condition     = google_artifact_registry_repository.images.docker_config[0].immutable_tags && google_artifact_registry_repository.images.vulnerability_scanning_config[0].enablement_config == "INHERITED" && !google_artifact_registry_repository.images.cleanup_policy_dry_run
    error_message = "Tags must be immutable, images scanned, old ones deleted."
  }
  assert {
    condition     = output.registry == "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev"
    error_message = "registry must be the repository's address, not ${output.registry}."
  }
}

run "an_owner_with_capitals_becomes_a_label" {
  command = plan

  variables {
    owner = "Team Captions/EU"
  }
  assert {
    condition     = google_cloud_run_v2_service.caption.labels["owner"] == "team-captions-eu" && google_cloud_run_v2_service.caption.labels["release"] == "1-4-0"
    error_message = "Labels must be in Google's form, not ${google_cloud_run_v2_service.caption.labels["owner"]}."
  }
}
