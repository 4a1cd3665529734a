# What is there only where it is asked for.

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
run "results_are_deleted_after_their_days" {
  command = plan

  variables {
    result_retention_days = 400
  }
  assert {
    condition     = [for rule in google_storage_bucket.results.lifecycle_rule : one(rule.condition).age if one(rule.condition).age != null] == [400]
    error_message = "Results must go after 400 days."
  }
  assert {
    condition     = length([for rule in google_storage_bucket.store.lifecycle_rule : rule if one(rule.condition).age == 400]) == 0
    error_message = "Pictures must stay."
  }
}

run "the_archive_job_has_its_own_account_and_its_limits" {
  command = apply

  variables {
    archive_job      = { enabled = true, shards = 20, max_parallel = 4, timeout_hours = 12 }
    archive_image    = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    archive_schedule = "0 3 * * *"
  }
  assert {
    condition = (
      google_cloud_run_v2_job.archive[0].template[0].task_count == 20 && google_cloud_run_v2_job.archive[0].template[0].parallelism == 4
      && google_cloud_run_v2_job.archive[0].template[0].template[0].timeout == "43200s" && google_cloud_run_v2_job.archive[0].template[0].template[0].max_retries == 3
    )
    error_message = "The job must have 20 tasks, four at a time, of 12 hours."
  }
  assert {
    condition     = google_cloud_run_v2_job.archive[0].template[0].template[0].service_account == google_service_account.archive["job"].email && google_service_account.archive["job"].email != google_service_account.caption.email
    error_message = "The job must run as its own account."
  }
  assert {
    condition     = google_cloud_run_v2_job.archive[0].template[0].template[0].containers[0].args[1] == "gs://${google_storage_bucket.store.name}/in/"
    error_message = "The job must caption the folder of the store."
  }
  assert {
    condition     = google_cloud_scheduler_job.archive[0].schedule == "0 3 * * *" && startswith(google_cloud_scheduler_job.archive[0].http_target[0].uri, "https://run.googleapis.com/v2/projects/captions-sandbox/locations/europe-west1/jobs/") && google_cloud_run_v2_job_iam_member.schedule[0].role == "roles/run.invoker"
    error_message = "The scheduler must start the job, and be allowed to."
  }
}

run "without_a_schedule_nothing_starts_the_job" {
  command = plan

  variables {
    archive_job   = { enabled = true }
    archive_image = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  assert {
    condition     = length(google_cloud_scheduler_job.archive) == 0 && !contains(keys(google_project_service.required), "cloudscheduler.googleapis.com")
    error_message = "There must be no scheduler."
  }
}

run "gitlab_comes_in_by_its_protected_refs_alone" {
  command = apply

  variables {
    gitlab = { project_path = "group/captions", protected_refs = ["main", "release"] }
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.gitlab["gitlab"].attribute_condition == "assertion.project_path == \"group/captions\" && assertion.ref_protected == \"true\" && assertion.ref in [\"main\",\"release\"]"
    error_message = "The provider must refuse other projects and refs."
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.gitlab["gitlab"].oidc[0].issuer_uri == "https://gitlab.com" && google_iam_workload_identity_pool_provider.gitlab["gitlab"].oidc[0].allowed_audiences == tolist(["https://iam.googleapis.com"])
    error_message = "Tokens must be GitLab's, made for Google."
  }
  assert {
    condition     = startswith(google_service_account_iam_member.deploy_from_gitlab["gitlab"].member, "principalSet://iam.googleapis.com/projects/") && endswith(google_service_account_iam_member.deploy_from_gitlab["gitlab"].member, "/attribute.project_path/group/captions")
    error_message = "Only this project may act as the deploy account, not ${google_service_account_iam_member.deploy_from_gitlab["gitlab"].member}."
  }
  assert {
    condition     = keys(google_project_iam_member.deploy_reads_metrics) == ["gitlab"] && google_project_iam_member.deploy_reads_metrics["gitlab"].role == "roles/monitoring.viewer"
    error_message = "On the project the deploy account may read metrics and nothing else."
  }
}

run "a_collector_takes_spans_and_may_hand_them_on" {
  command = plan

  variables {
    collector_image = "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  assert {
    condition     = [for container in google_cloud_run_v2_service.caption.template[0].containers : container.name] == ["caption", "collector"] && google_cloud_run_v2_service.caption.template[0].containers[0].depends_on == tolist(["collector"])
    error_message = "The collector must start before the program."
  }
  assert {
    condition     = contains([for env in google_cloud_run_v2_service.caption.template[0].containers[0].env : "${env.name}=${coalesce(env.value, "-")}"], "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317")
    error_message = "The program must send to the collector."
  }
  assert {
    condition     = toset(keys(google_project_iam_member.collector)) == toset(["roles/cloudtrace.agent", "roles/monitoring.metricWriter"])
    error_message = "The service must be allowed to write traces and measurements."
  }
  assert {
    condition     = yamldecode(one([for env in google_cloud_run_v2_service.caption.template[0].containers[1].env : env.value])).service.pipelines.traces.exporters == ["googlecloud"]
    error_message = "The collector must send traces to Cloud Trace."
  }
}

run "named_callers_may_call" {
  command = plan

  variables {
    invokers = ["user:ann@example.org", "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/attribute.a/b"]
  }
  assert {
    condition     = toset([for member in google_cloud_run_v2_service_iam_member.invokers : member.member]) == toset(var.invokers) && alltrue([for member in google_cloud_run_v2_service_iam_member.invokers : member.role == "roles/run.invoker"])
    error_message = "Exactly the named callers may call."
  }
}

run "a_secret_that_is_no_file_becomes_a_variable" {
  command = plan

  variables {
    secrets = { CAPTION_URL_PROXY = "projects/captions-sandbox/secrets/proxy/versions/3" }
  }
  assert {
    condition = one([for env in google_cloud_run_v2_service.caption.template[0].containers[0].env : env.value_source[0].secret_key_ref[0] if env.name == "CAPTION_URL_PROXY"]) == {
      secret = "projects/captions-sandbox/secrets/proxy", version = "3"
    }
    error_message = "The variable must come from version 3 of the secret."
  }
}

run "uploads_to_the_store_are_signed_for_and_go_after_a_day" {
  command = plan

  variables {
    settings = { CAPTION_UPLOADS_TO = "gs://captions-dev-06d4e3-store/uploads/" }
  }
  assert {
    condition     = google_storage_bucket.store.name == "captions-dev-06d4e3-store"
    error_message = "This test names the store, which is ${google_storage_bucket.store.name}."
  }
  assert {
    condition     = google_storage_bucket_iam_member.caption_takes_uploads["store"].condition[0].expression == "resource.name.startsWith(\"projects/_/buckets/captions-dev-06d4e3-store/objects/uploads/\")" && google_service_account_iam_member.caption_signs_uploads["store"].role == "roles/iam.serviceAccountTokenCreator"
    error_message = "The service must be allowed to take uploads into this folder alone, and to sign for them."
  }
  assert {
    condition     = [for rule in google_storage_bucket.store.lifecycle_rule : one(rule.condition).age if try(contains(one(rule.condition).matches_prefix, "uploads/"), false)] == [1]
    error_message = "Uploads must go after a day."
  }
}

run "uploads_beside_results_need_no_right_more_but_signing" {
  command = plan

  variables {
    settings = { CAPTION_UPLOADS_TO = "gs://captions-dev-06d4e3-results/uploads/" }
  }
  assert {
    condition     = length(google_storage_bucket_iam_member.caption_takes_uploads) == 0 && length(google_service_account_iam_member.caption_signs_uploads) == 1
    error_message = "Results can be written already; signing alone is new."
  }
}

run "without_uploads_nothing_is_signed" {
  command = plan

  assert {
    condition     = length(google_service_account_iam_member.caption_signs_uploads) == 0 && length(google_storage_bucket_iam_member.caption_takes_uploads) == 0
    error_message = "Nothing may sign."
  }
}

run "a_loop_is_started_by_the_clock_and_reads_its_key_from_a_file" {
  command = apply

  variables {
    settings = {
      CAPTION_MODEL_FROM = "gs://RESULTS/models/"
      CAPTION_REVIEWS_TO = "gs://RESULTS/reviews/"
      CAPTION_MAX_PIXELS = "40000000"
    }
    loop = {
      schedule   = "41 3 * * *"
      image      = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      key_secret = "projects/captions-sandbox/secrets/loop-key"
    }
  }
  assert {
    condition     = google_cloud_run_v2_job.loop[0].template[0].template[0].containers[0].args == tolist(["loop", "gs://${google_storage_bucket.results.name}/loop/", "--once"])
    error_message = "It must look once, in the results' folder."
  }
  assert {
    condition     = google_cloud_run_v2_job.loop[0].template[0].template[0].max_retries == 0 && google_cloud_run_v2_job.loop[0].template[0].template[0].timeout == "14400s"
    error_message = "A closed gate must not be tried again."
  }
  assert {
    condition     = toset([for env in google_cloud_run_v2_job.loop[0].template[0].template[0].containers[0].env : env.name]) == toset(["CAPTION_MODEL_CACHE", "CAPTION_MODEL_FROM", "CAPTION_REVIEWS_TO", "CAPTION_SIGNING_KEY", "GOOGLE_CLOUD_PROJECT"])
    error_message = "It must have the settings of registry and reviews alone."
  }
  assert {
    condition     = google_cloud_run_v2_job.loop[0].template[0].template[0].volumes[0].secret[0].secret == "projects/captions-sandbox/secrets/loop-key" && google_secret_manager_secret_iam_member.loop_reads_key[0].member == google_service_account.loop["job"].member
    error_message = "The key must come as a file that the job alone may read."
  }
  assert {
    condition     = google_cloud_scheduler_job.loop[0].schedule == "41 3 * * *" && google_cloud_run_v2_job_iam_member.loop_clock[0].member == google_service_account.loop["clock"].member
    error_message = "The clock must have an account of its own."
  }
  assert {
    condition     = contains(keys(google_project_service.required), "cloudscheduler.googleapis.com")
    error_message = "The scheduler's interface must be enabled."
  }
}
