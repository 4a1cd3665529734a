variables {
  region             = "cluster-1"
  owner              = "captions-team"
  release_version    = "1.4.0"
  package            = { image = "registry.example.org/captions/host@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  jobs_image         = "registry.example.org/captions/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  store              = { address = "s3://photos/", keeps_versions = true, has_own_key = true }
  egress_cidrs       = ["10.20.0.0/16"]
  allowed_namespaces = ["shop"]
  otlp_endpoint      = "http://collector.monitoring.svc:4317"
  alarm_emails       = ["team@example.org"]
  gitlab             = { project_path = "shop/captions" }
}

run "a_cluster_gets_what_dev_is_to_have" {
  command = apply

  assert {
    condition     = output.deployment.environment == "dev" && output.deployment.namespace == "captions-dev" && output.deployment.replicas.stable_min == 1
    error_message = "The deployment is not that of dev."
  }

  assert {
    condition     = length(output.alarms) == 7 && output.caption_url == "http://captions-dev.captions-dev.svc.cluster.local/"
    error_message = "Outputs are not what the delivery reads."
  }
}

run "a_second_plan_changes_nothing" {
  command = plan

  assert {
    condition     = output.deployment == run.a_cluster_gets_what_dev_is_to_have.deployment
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
