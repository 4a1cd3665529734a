variables {
  region             = "cluster-1"
  owner              = "captions-team"
  release_version    = "1.4.0"
  package            = { image = "registry.example.org/captions/host@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  jobs_image         = "registry.example.org/captions/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  store              = { keeps_versions = true, has_own_key = true, volume = { size_gib = 100, storage_class = "nfs", is_retained = true } }
  egress_cidrs       = ["10.20.0.0/16"]
  allowed_namespaces = ["shop"]
  otlp_endpoint      = "http://collector.monitoring.svc:4317"
  alarm_emails       = ["team@example.org"]
  gitlab             = { project_path = "shop/captions" }
  pull_secret        = "registry"
  secrets            = { CAPTION_KEYS_FILE = "captions-keys/keys.json" }
  entry              = { kind = "ingress", host = "captions.example.org", tls_secret = "captions-tls", auth_url = "https://auth.example.org/verify" }
  archive_job        = { enabled = true, shards = 20, max_parallel = 5 }
  events_broker      = { name = "default", dead_letter_uri = "http://dead-letters.letters.svc/" }
  rollback_trigger   = { url = "https://gitlab.com/api/v4/projects/7/ref/main/trigger/pipeline", token_secret = "captions-rollback/url" }
}

run "a_cluster_gets_what_prod_is_to_have" {
  command = apply

  assert {
    condition     = output.deployment.environment == "prod" && output.deployment.namespace == "captions-prod" && output.deployment.replicas.stable_min == 2
    error_message = "The deployment is not that of prod."
  }

  assert {
    condition     = length(output.alarms) == 7 && output.caption_url == "https://captions.example.org/"
    error_message = "Outputs are not what the delivery reads."
  }
}

run "a_second_plan_changes_nothing" {
  command = plan

  assert {
    condition     = output.deployment == run.a_cluster_gets_what_prod_is_to_have.deployment
    error_message = "The same values give another deployment."
  }
}

run "a_half_named_cluster_is_refused" {
  command = plan

  variables {
    cluster = { host = "https://10.0.0.1:6443" }
  }

  expect_failures = [var.cluster]
}
