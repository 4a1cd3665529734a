# A new release starts without traffic; who moves it is the deployment, and an apply does not undo that.

variables {
  environment     = "prod"
  region          = "europe-west1"
  owner           = "captions-team"
  project_id      = "captions-production"
  billing_account = "012345-6789AB-CDEF01"
  release_version = "1.4.0"
  package = {
    image = "europe-west1-docker.pkg.dev/captions-production/captions-prod/captions@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  alarm_emails = ["ann@example.org"]
  rollback_trigger = {
    url          = "https://gitlab.com/api/v4/projects/42/ref/main/trigger/pipeline"
    token_secret = "projects/captions-production/secrets/rollback-token"
  }
}

run "the_first_revision_gets_all_traffic" {
  command = apply

  assert {
    condition     = length(google_cloud_run_v2_service.caption.traffic) == 1 && google_cloud_run_v2_service.caption.traffic[0].percent == 100 && google_cloud_run_v2_service.caption.traffic[0].revision == google_cloud_run_v2_service.caption.template[0].revision
    error_message = "All traffic must go to the first revision."
  }
  assert {
    condition     = can(regex("^captions-prod-v1-4-0-[0-9a-f]{6}$", google_cloud_run_v2_service.caption.template[0].revision))
    error_message = "The revision's name must tell the release, not ${google_cloud_run_v2_service.caption.template[0].revision}."
  }
}

run "the_next_release_is_there_without_traffic" {
  command = apply

  variables {
    release_version = "1.5.0"
  }
  assert {
    condition     = startswith(google_cloud_run_v2_service.caption.template[0].revision, "captions-prod-v1-5-0-") && startswith(google_cloud_run_v2_service.caption.traffic[0].revision, "captions-prod-v1-4-0-")
    error_message = "The new revision must be made, and the old one must keep the traffic."
  }
}

run "other_settings_make_another_revision_of_the_same_release" {
  command = plan

  variables {
    release_version = "1.5.0"
    settings        = { CAPTION_QUEUE = "8" }
  }
  assert {
    condition     = startswith(google_cloud_run_v2_service.caption.template[0].revision, "captions-prod-v1-5-0-") && google_cloud_run_v2_service.caption.template[0].revision != run.the_next_release_is_there_without_traffic.deployment.revision
    error_message = "A revision with other settings must have another name."
  }
}

run "the_longest_names_fit" {
  command = plan

  variables {
    name            = "abcdefghij-klmnopqrs"
    environment     = "preprod"
    release_version = "100.200.300-release-candidate.1+build.20261126"
    region          = "northamerica-northeast1"
    archive_job     = { enabled = true }
    archive_image   = "europe-west1-docker.pkg.dev/p/r/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    gitlab          = { project_path = "group/captions" }
  }
  assert {
    condition     = length(google_cloud_run_v2_service.caption.template[0].revision) <= 63 && can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", google_cloud_run_v2_service.caption.template[0].revision))
    error_message = "A revision's name has at most 63 characters, not ${length(google_cloud_run_v2_service.caption.template[0].revision)}."
  }
  assert {
    condition = alltrue([for id in [google_service_account.caption.account_id, google_service_account.push.account_id, google_service_account.archive["job"].account_id, google_service_account.deploy["gitlab"].account_id] :
    length(id) <= 30])
    error_message = "Ids of service accounts have at most 30 characters."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.store, google_storage_bucket.results, google_storage_bucket.access_logs] : length(bucket.name) <= 63])
    error_message = "Names of buckets have at most 63 characters."
  }
  assert {
    condition     = length(google_iam_workload_identity_pool.deployers["gitlab"].workload_identity_pool_id) <= 32
    error_message = "Ids of identity pools have at most 32 characters."
  }
}

run "alarms_that_tell_of_a_bad_revision_call_the_pipeline" {
  command = apply

  variables {
    release_version = "1.5.0"
  }
  assert {
    condition = toset([for name, policy in google_monitoring_alert_policy.alarms : name
    if contains(policy.notification_channels, google_monitoring_notification_channel.rollback["gitlab"].name)]) == toset(["errors", "latency_p95", "refused"])
    error_message = "Errors, latency and refusals must call the pipeline, and no other alarm."
  }
  assert {
    condition = (
      google_monitoring_notification_channel.rollback["gitlab"].labels["topic"] == google_pubsub_topic.alarms["gitlab"].id
      && google_eventarc_trigger.rollback["gitlab"].transport[0].pubsub[0].topic == google_pubsub_topic.alarms["gitlab"].id
      && google_eventarc_trigger.rollback["gitlab"].destination[0].workflow == google_workflows_workflow.rollback["gitlab"].id
    )
    error_message = "The alarm must reach the workflow by its topic."
  }
  assert {
    condition = { for step in yamldecode(google_workflows_workflow.rollback["gitlab"].source_contents).main.steps : keys(step)[0] => values(step)[0] }["take_back"].args == {
      url = "https://gitlab.com/api/v4/projects/42/ref/main/trigger/pipeline"
      body = {
        token     = "$${token}"
        variables = { ROLLBACK_TARGET = "gcp", ROLLBACK_ENVIRONMENT = "prod", ROLLBACK_REASON = "$${\"alarm \" + incident.policy_user_labels.alarm}" }
      }
    }
    error_message = "The pipeline must be told what to take back, where, and why."
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.rollback_reads["gitlab"].secret_id == "rollback-token" && google_secret_manager_secret_iam_member.rollback_reads["gitlab"].member == google_service_account.rollback["gitlab"].member
    error_message = "The workflow must read the token, which is nowhere else."
  }
  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.alarms : policy.alert_strategy[0].notification_prompts == tolist(["OPENED"])])
    error_message = "The end of an alarm must not call the pipeline."
  }
}

run "without_a_trigger_there_is_no_workflow" {
  command = plan

  variables {
    release_version  = "1.5.0"
    environment      = "dev"
    rollback_trigger = null
  }
  assert {
    condition     = length(google_workflows_workflow.rollback) == 0 && length(google_pubsub_topic.alarms) == 0 && !contains(keys(google_project_service.required), "workflows.googleapis.com")
    error_message = "There must be nothing that takes back."
  }
}
