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

run "outputs_are_what_the_delivery_reads" {
  command = apply

  assert {
    condition     = output.caption_url == "http://captions-preprod.captions-preprod.svc.cluster.local/"
    error_message = "caption_url is ${output.caption_url}"
  }
  assert {
    condition     = output.store == "s3://photos/in/" && output.result_store == "s3://photos/results/"
    error_message = "stores are ${output.store} and ${output.result_store}"
  }
  assert {
    condition     = output.registry == "registry.example.org:5000/captions/host"
    error_message = "registry is ${output.registry}"
  }
  assert {
    condition     = output.identity == "system:serviceaccount:captions-preprod:captions-preprod"
    error_message = "identity is ${output.identity}"
  }
  assert {
    condition     = keys(output.alarms) == ["cost", "dead_letters", "errors", "latency_p95", "oldest_event_age", "refused", "throttles"] && output.alarms.latency_p95 == "captions-preprod/captions-preprod/CaptionsLatencyP95"
    error_message = "The seven alarms are not there."
  }
  assert {
    condition = (
      output.deployment.deployment == "captions-preprod" && output.deployment.canary_deployment == "captions-preprod-canary"
      && output.deployment.replicas == { stable_min = 1, stable_max = 9, canary_max = 1 } && output.deployment.route == null
    )
    error_message = "deployment is ${jsonencode(output.deployment)}"
  }
}

run "pods_may_do_next_to_nothing" {
  command = plan

  assert {
    condition = alltrue([for deployment in kubernetes_deployment_v1.captions :
      deployment.spec[0].template[0].spec[0].automount_service_account_token == false
      && deployment.spec[0].template[0].spec[0].security_context[0].run_as_non_root
      && deployment.spec[0].template[0].spec[0].security_context[0].run_as_user == "65532"
      && deployment.spec[0].template[0].spec[0].security_context[0].seccomp_profile[0].type == "RuntimeDefault"
      && deployment.spec[0].template[0].spec[0].container[0].security_context[0].read_only_root_filesystem
      && !deployment.spec[0].template[0].spec[0].container[0].security_context[0].allow_privilege_escalation
      && deployment.spec[0].template[0].spec[0].container[0].security_context[0].capabilities[0].drop == tolist(["ALL"])
    ])
    error_message = "A pod may do more than it needs."
  }
  assert {
    condition     = kubernetes_namespace_v1.captions.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"
    error_message = "The namespace lets other pods in."
  }
  assert {
    condition     = alltrue([for job in kubernetes_cron_job_v1.jobs : job.spec[0].job_template[0].spec[0].template[0].spec[0].automount_service_account_token == false])
    error_message = "A job has a token."
  }
}

run "a_release_comes_in_beside_the_one_that_serves" {
  command = plan

  assert {
    condition     = kubernetes_deployment_v1.captions["canary"].spec[0].replicas == "0" && kubernetes_deployment_v1.captions["stable"].spec[0].replicas == "1"
    error_message = "The canary has pods before a release comes."
  }
  assert {
    condition     = kubernetes_service_v1.captions["all"].spec[0].selector == tomap({ "app.kubernetes.io/name" = "captions-preprod" })
    error_message = "The Service does not take both tracks."
  }
  assert {
    condition = (
      kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].termination_grace_period_seconds == 45
      && kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].container[0].lifecycle[0].pre_stop[0].exec[0].command == tolist(["/bin/sleep", "5"])
      && kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].container[0].startup_probe[0].failure_threshold == 60
    )
    error_message = "Pods are ended before they could drain, or get requests before they are ready."
  }
}

run "a_second_apply_leaves_a_release_of_the_delivery_alone" {
  command = plan

  variables {
    release_version = "1.5.0"
    package         = { image = "registry.example.org:5000/captions/host@sha256:1111111111111111111111111111111111111111111111111111111111111111" }
  }

  assert {
    condition = (
      kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].container[0].image == "registry.example.org:5000/captions/host:1.4.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      && kubernetes_deployment_v1.captions["stable"].spec[0].template[0].metadata[0].labels["app.kubernetes.io/version"] == "1.4.0"
    )
    error_message = "An apply changes the release."
  }
}

run "the_network_lets_in_and_out_what_was_named" {
  command = plan

  assert {
    condition = (
      [for rule in kubernetes_network_policy_v1.captions.spec[0].ingress : rule.from[0].namespace_selector[0].match_labels["kubernetes.io/metadata.name"]] == ["shop"]
      && [for rule in kubernetes_network_policy_v1.egress.spec[0].egress : try(rule.to[0].ip_block[0].cidr, "")] == ["", "", "10.20.0.0/16"]
      && kubernetes_network_policy_v1.egress.spec[0].egress[1].ports[0].port == "4317"
    )
    error_message = "The network is open wider, or not far enough."
  }
  assert {
    condition     = length(kubernetes_network_policy_v1.default_deny.spec[0].ingress) == 0 && length(kubernetes_network_policy_v1.default_deny.spec[0].egress) == 0
    error_message = "The rest is not denied."
  }
}

run "caps_are_counted" {
  command = plan

  assert {
    condition = (
      kubernetes_horizontal_pod_autoscaler_v2.captions.spec[0].max_replicas == 9
      && kubernetes_resource_quota_v1.captions.spec[0].hard["pods"] == "12"
      && kubernetes_resource_quota_v1.captions.spec[0].hard["requests.cpu"] == "24"
      && kubernetes_resource_quota_v1.captions.spec[0].hard["limits.memory"] == "13312Mi"
      && kubernetes_resource_quota_v1.captions.spec[0].hard["services.loadbalancers"] == "0"
    )
    error_message = "Ten pods, one for an update and one job: ${jsonencode(kubernetes_resource_quota_v1.captions.spec[0].hard)}"
  }
}

run "alarms_look_at_what_the_host_sends" {
  command = plan

  assert {
    condition = (
      length(kubernetes_manifest.alarms[0].manifest.spec.groups[0].rules) == 8
      && one([for rule in kubernetes_manifest.alarms[0].manifest.spec.groups[0].rules : rule.expr if rule.alert == "CaptionsRefused"]) == "100 * sum(rate(caption_verdicts_total{job=\"captions-preprod/captions-preprod\",verdict=\"refused\"}[60m])) / sum(rate(caption_verdicts_total{job=\"captions-preprod/captions-preprod\"}[60m])) > 60"
      && endswith(one([for rule in kubernetes_manifest.alarms[0].manifest.spec.groups[0].rules : rule.expr if rule.alert == "CaptionsCost"]), "* 23.36 / 300 > 80")
    )
    error_message = "Alarms look at something else: ${jsonencode(kubernetes_manifest.alarms[0].manifest.spec.groups[0].rules)}"
  }
  assert {
    condition     = [for email in kubernetes_manifest.receivers[0].manifest.spec.receivers[0].emailConfigs : email.to] == ["team@example.org", "night@example.org"]
    error_message = "Not everybody is told."
  }
}

run "an_alarm_of_a_bad_revision_calls_the_trigger" {
  command = plan

  variables {
    rollback_trigger = { url = "https://gitlab.com/api/v4/projects/7/ref/main/trigger/pipeline", token_secret = "captions-rollback/url" }
    smtp             = { smarthost = "smtp.example.org:587", from = "alarms@example.org", username = "alarms", password_secret = "captions-smtp/password" }
  }

  assert {
    condition = (
      kubernetes_manifest.receivers[0].manifest.spec.receivers[1].webhookConfigs[0].urlSecret == { name = "captions-rollback", key = "url" }
      && kubernetes_manifest.receivers[0].manifest.spec.receivers[0].emailConfigs[0].authPassword == { name = "captions-smtp", key = "password" }
    )
    error_message = "Receivers are ${jsonencode(kubernetes_manifest.receivers[0].manifest.spec)}"
  }
  assert {
    condition     = sort([for rule in kubernetes_manifest.alarms[0].manifest.spec.groups[0].rules : rule.alert if rule.labels.rolls_back == "true"]) == tolist(["CaptionsErrors", "CaptionsLatencyP95", "CaptionsRefused"])
    error_message = "Other alarms roll back."
  }
}

run "without_the_operator_the_same_stands_in_files" {
  command = plan

  variables {
    monitoring       = { kind = "files" }
    rollback_trigger = { url = "https://gitlab.com/api/v4/projects/7/ref/main/trigger/pipeline", token_secret = "captions-rollback/url" }
  }

  assert {
    condition = (
      length(kubernetes_manifest.alarms) == 0 && length(yamldecode(kubernetes_config_map_v1.alarms[0].data["alarms.yaml"]).groups[0].rules) == 8
      && yamldecode(kubernetes_config_map_v1.alarms[0].data["alertmanager.yaml"]).receivers[1].webhook_configs[0].url_file == "/etc/alertmanager/secrets/captions-rollback/url"
      && output.alarms.cost == "captions-preprod/captions-preprod-alarms/CaptionsCost"
    )
    error_message = "The files lack something."
  }
}

run "a_gateway_weighs_exactly" {
  command = plan

  variables {
    entry      = { kind = "gateway", host = "captions.example.org", gateway = { name = "web", namespace = "gateways" }, namespace = "gateways" }
    access     = "keys"
    secrets    = { CAPTION_KEYS_FILE = "captions-keys/keys.json" }
    exceptions = { public_access = "Shops call over the internet with keys of theirs" }
  }

  assert {
    condition = (
      [for backend in kubernetes_manifest.route[0].manifest.spec.rules[0].backendRefs : "${backend.name} ${backend.weight}"] == ["captions-preprod-stable-only 100", "captions-preprod-canary-only 0"]
      && contains(kubernetes_manifest.route[0].computed_fields, "spec.rules") && output.caption_url == "https://captions.example.org/" && output.deployment.route == "captions-preprod"
    )
    error_message = "The route is ${jsonencode(kubernetes_manifest.route[0].manifest)}"
  }
  assert {
    condition = (
      kubernetes_deployment_v1.captions["stable"].metadata[0].annotations["captions/exception-public_access"] == "Shops call over the internet with keys of theirs"
      && kubernetes_deployment_v1.captions["stable"].metadata[0].labels["exception-public_access"] == "Shops-call-over-the-internet-with-keys-of-theirs"
    )
    error_message = "The exception is no tag."
  }
  assert {
    condition     = one([for env in kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].container[0].env : env.value if env.name == "CAPTION_KEYS_FILE"]) == "/etc/captions/caption-keys-file/keys.json"
    error_message = "The keys are no file."
  }
}

run "an_archive_is_a_template_that_waits" {
  command = plan

  variables {
    archive_job = { enabled = true, shards = 20, max_parallel = 5, timeout_hours = 6 }
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.jobs["archive"].spec[0].suspend
      && kubernetes_cron_job_v1.jobs["archive"].spec[0].job_template[0].spec[0].completion_mode == "Indexed"
      && kubernetes_cron_job_v1.jobs["archive"].spec[0].job_template[0].spec[0].completions == 20
      && kubernetes_cron_job_v1.jobs["archive"].spec[0].job_template[0].spec[0].active_deadline_seconds == 21600
      && one([for env in kubernetes_cron_job_v1.jobs["archive"].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env.value if env.name == "CAPTION_SHARD_COUNT"]) == "20"
    )
    error_message = "The archive's job is another."
  }
  assert {
    condition     = kubernetes_cron_job_v1.jobs["sweep"].spec[0].schedule == "*/10 * * * *" && !kubernetes_cron_job_v1.jobs["sweep"].spec[0].suspend
    error_message = "Nothing sweeps."
  }
  assert {
    condition     = length([for env in kubernetes_cron_job_v1.jobs["sweep"].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env if contains(["CAPTION_AUTH", "CAPTION_ADDRESS"], env.name)]) == 0
    error_message = "A job is told what only a host heeds."
  }
}

run "a_loop_looks_by_the_clock_once_at_a_time_and_reads_its_key" {
  command = plan

  variables {
    settings = {
      CAPTION_MODEL_FROM = "s3://photos/models/"
      CAPTION_REVIEWS_TO = "s3://photos/reviews/"
      CAPTION_TRAFFIC_TO = "s3://photos/traffic/"
    }
    loop = { schedule = "41 3 * * *", address = "s3://photos/loop/", key_secret = "captions-loop" }
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.jobs["loop"].spec[0].schedule == "41 3 * * *" && !kubernetes_cron_job_v1.jobs["loop"].spec[0].suspend
      && kubernetes_cron_job_v1.jobs["loop"].spec[0].concurrency_policy == "Forbid"
      && kubernetes_cron_job_v1.jobs["loop"].spec[0].job_template[0].spec[0].pod_failure_policy[0].rule[0].on_exit_codes[0].values == tolist([2, 4])
    )
    error_message = "The loop does not look as it should."
  }
  assert {
    condition     = kubernetes_cron_job_v1.jobs["loop"].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].args == tolist(["loop", "s3://photos/loop/", "--once", "--key", "/etc/captions/loop/loop.pem", "--trusted", "/etc/captions/loop/loop.pub"])
    error_message = "Its words are ${jsonencode(kubernetes_cron_job_v1.jobs["loop"].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].args)}"
  }
  assert {
    condition     = one([for volume in kubernetes_cron_job_v1.jobs["loop"].spec[0].job_template[0].spec[0].template[0].spec[0].volume : volume.secret[0].default_mode if volume.name == "keys"]) == "0440"
    error_message = "Anybody may read its key."
  }
  assert {
    condition     = one([for env in kubernetes_cron_job_v1.jobs["loop"].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env.value if env.name == "CAPTION_MODEL_FROM"]) == "s3://photos/models/"
    error_message = "It does not know the registry."
  }
  assert {
    condition     = kubernetes_resource_quota_v1.captions.spec[0].hard["pods"] == "13"
    error_message = "Pods are capped at ${kubernetes_resource_quota_v1.captions.spec[0].hard["pods"]}"
  }
}

run "a_volume_is_shared_and_has_its_folders" {
  command = plan

  variables {
    store        = { volume = { size_gib = 100, storage_class = "nfs", is_retained = true }, keeps_versions = true, has_own_key = true }
    egress_cidrs = []
  }

  assert {
    condition = (
      kubernetes_persistent_volume_claim_v1.store["store"].spec[0].access_modes == toset(["ReadWriteMany"]) && output.store == "file:///data/in/"
      && kubernetes_deployment_v1.captions["stable"].spec[0].template[0].spec[0].init_container[0].command == tolist(["/bin/mkdir", "-p", "/data/in/", "/data/results/"])
    )
    error_message = "The volume is not what pods share."
  }
}

run "gitlab_deploys_as_one_project_and_no_more" {
  command = plan

  variables {
    gitlab = { project_path = "shop/captions", protected_refs = ["main", "release"] }
  }

  assert {
    condition = (
      [for subject in kubernetes_role_binding_v1.deploy[0].subject : subject.name] == ["gitlab:project_path:shop/captions:ref_type:branch:ref:main", "gitlab:project_path:shop/captions:ref_type:branch:ref:release"]
      && toset(kubernetes_role_v1.deploy.rule[0].resource_names) == toset(["captions-preprod", "captions-preprod-canary"]) && toset(kubernetes_role_v1.deploy.rule[0].verbs) == toset(["get", "list", "watch", "patch"])
      && toset(kubernetes_role_v1.deploy.rule[3].verbs) == toset(["get", "list", "watch"])
    )
    error_message = "It may do more, or is somebody else."
  }
}

run "secrets_come_from_the_store_of_the_operator" {
  command = plan

  variables {
    access           = "keys"
    secrets          = { CAPTION_KEYS_FILE = "captions-keys/keys.json" }
    rollback_trigger = { url = "https://gitlab.com/api/v4/projects/7/ref/main/trigger/pipeline", token_secret = "captions-rollback/url" }
    external_secrets = { name = "vault" }
    events_broker    = { name = "default", dead_letter_uri = "http://letters.shop.svc/" }
  }

  assert {
    condition = (
      keys(kubernetes_manifest.external_secret) == ["captions-keys", "captions-rollback"]
      && kubernetes_manifest.external_secret["captions-keys"].manifest.spec.data[0].remoteRef == { key = "captions-keys", property = "keys.json" }
    )
    error_message = "A secret is missing."
  }
  assert {
    condition     = kubernetes_manifest.trigger[0].manifest.spec.delivery.retry == 5 && kubernetes_manifest.trigger[0].manifest.spec.delivery.deadLetterSink.uri == "http://letters.shop.svc/"
    error_message = "What cannot be delivered is lost."
  }
}
