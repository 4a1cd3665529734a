# The stack of prod planned, applied, and applied again without a change.

variables {
  project_id      = "captions-prod-4711"
  billing_account = "012345-6789AB-CDEF01"
  region          = "europe-west1"
  owner           = "captions-team"
  alarm_emails    = ["captions-alarms@example.org"]
  release_version = "1.4.0"
  package = {
    image = "europe-west1-docker.pkg.dev/captions-prod-4711/captions-prod/captions@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  gitlab = { project_path = "group/captions" }
  rollback_trigger = {
    url          = "https://gitlab.com/api/v4/projects/42/ref/main/trigger/pipeline"
    token_secret = "projects/captions-prod-4711/secrets/rollback-token"
  }
  # What is optional is here once, so that plans and policy see it.
  invokers         = ["group:editors@example.org"]
  secrets          = { CAPTION_URL_PROXY = "projects/captions-prod-4711/secrets/proxy" }
  archive_job      = { enabled = true }
  archive_image    = "europe-west1-docker.pkg.dev/captions-prod-4711/captions-prod/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  archive_schedule = "0 3 * * *"
  collector_image  = "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

run "the_stack_is_planned" {
  command = plan

  assert {
    condition     = output.store != output.result_store && startswith(output.store, "gs://captions-prod-")
    error_message = "The stack must have its own stores, not ${output.store}."
  }
  assert {
    condition     = output.deployment.canary == { percent = 10, minutes = 15 }
    error_message = "The canary must be that of prod."
  }
}

run "the_stack_is_applied" {
  command = apply

  assert {
    condition     = toset(keys(output.alarms)) == toset(["errors", "latency_p95", "throttles", "dead_letters", "oldest_event_age", "cost", "refused"])
    error_message = "The seven alarms must be there."
  }
  assert {
    condition     = output.identity == "captions-prd-run@captions-prod-4711.iam.gserviceaccount.com"
    error_message = "The service must run as its own account, not ${output.identity}."
  }
  assert {
    condition     = output.deployment.cloud == "gcp" && output.deployment.environment == "prod" && output.deployment.service == "captions-prod" && endswith(output.deployment.provider, "/providers/gitlab")
    error_message = "The delivery must be told where it deploys."
  }
}

run "a_second_apply_changes_nothing" {
  command = apply

  assert {
    condition     = output.deployment == run.the_stack_is_applied.deployment && output.alarms == run.the_stack_is_applied.alarms
    error_message = "The same variables must give the same deployment."
  }
}
