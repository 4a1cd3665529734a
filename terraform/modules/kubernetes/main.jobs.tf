# Jobs of the command line. sweep and loop run by their schedules; archive never does: it is the template of an Indexed Job, suspended, that is started by
# kubectl create job --from=cronjob/NAME-archive NAME-archive-1

locals {
  host_only_settings = [
    "CAPTION_ADDRESS", "CAPTION_PORT", "CAPTION_AUTH", "CAPTION_EVENTS_ISSUER", "CAPTION_EVENTS_AUDIENCE", "CAPTION_EVENTS_KEY_SET",
    "CAPTION_EVENTS_IDENTITY",
  ]
  loop_keys    = "/etc/captions/loop"
  job_settings = { for name, value in local.settings : name => value if !contains(local.host_only_settings, name) }

  jobs = merge({
    sweep = {
      schedule    = local.sweep_schedule
      suspend     = false
      args        = ["sweep", local.events_from]
      settings    = {}
      shards      = null
      parallelism = 1
      # The next one begins where this one ended.
      deadline_seconds = max(var.sweep_interval_minutes * 60, 3600)
    }
    }, var.loop == null ? {} : {
    loop = {
      schedule = var.loop.schedule
      suspend  = false
      args = [
        "loop", var.loop.address, "--once", "--key", "${local.loop_keys}/${var.loop.key}", "--trusted", "${local.loop_keys}/${var.loop.public_key}",
      ]
      settings         = { CAPTION_MODEL_CACHE = "/tmp/models" }
      shards           = null
      parallelism      = 1
      deadline_seconds = var.loop.timeout_hours * 3600
    }
    }, var.archive_job.enabled ? {
    archive = {
      schedule         = "0 0 1 1 *"
      suspend          = true
      args             = ["archive", local.events_from, "--as", "jsonl", "--into", "${local.result_store}tables/"]
      settings         = { CAPTION_SHARD_COUNT = tostring(var.archive_job.shards) } # Kubernetes does not tell its pods
      shards           = var.archive_job.shards
      parallelism      = var.archive_job.max_parallel
      deadline_seconds = var.archive_job.timeout_hours * 3600
    }
  } : {})
}

resource "kubernetes_cron_job_v1" "jobs" {
  for_each = local.jobs

  metadata {
    name        = "${local.name}-${each.key}"
    namespace   = local.namespace
    labels      = merge(local.labels, { "app.kubernetes.io/name" = "${local.name}-jobs", "captions/job" = each.key })
    annotations = local.annotations
  }

  spec {
    schedule                      = each.value.schedule
    timezone                      = "Etc/UTC"
    suspend                       = each.value.suspend
    concurrency_policy            = "Forbid"
    starting_deadline_seconds     = 300
    successful_jobs_history_limit = 1
    failed_jobs_history_limit     = 3

    job_template {
      metadata {
        labels = merge(local.labels, { "app.kubernetes.io/name" = "${local.name}-jobs", "captions/job" = each.key })
      }

      spec {
        completion_mode            = each.value.shards == null ? "NonIndexed" : "Indexed"
        completions                = coalesce(each.value.shards, 1)
        parallelism                = each.value.parallelism
        backoff_limit              = each.value.shards == null ? 2 : null
        backoff_limit_per_index    = each.value.shards == null ? null : 4
        max_failed_indexes         = each.value.shards == null ? null : max(1, floor(each.value.shards / 4))
        active_deadline_seconds    = each.value.deadline_seconds
        ttl_seconds_after_finished = tostring(each.value.shards == null ? 86400 : 604800)

        # 2: options or settings are wrong, for every try alike. 4: what a share may cost is spent; of the loop, a gate said no or the hosts
        # went back, which another try would only hide. Everything else counts as a try; a pod is replaced when the one before is gone,
        # which is the only way beside such a policy.
        pod_failure_policy {
          rule {
            action = "FailJob"

            on_exit_codes {
              container_name = "caption"
              operator       = "In"
              values         = each.key == "loop" ? [2, 4] : [2]
            }
          }

          dynamic "rule" {
            for_each = each.value.shards == null ? [] : ["FailIndex"]

            content {
              action = rule.value

              on_exit_codes {
                container_name = "caption"
                operator       = "In"
                values         = [4]
              }
            }
          }

          rule {
            action = "Ignore"

            on_pod_condition {
              type   = "DisruptionTarget"
              status = "True"
            }
          }
        }

        template {
          metadata {
            labels      = merge(local.labels, { "app.kubernetes.io/name" = "${local.name}-jobs", "captions/job" = each.key })
            annotations = merge(local.annotations, { "captions/log-retention-days" = tostring(module.core.limits.log_retention_days) })
          }

          spec {
            restart_policy                   = "Never"
            service_account_name             = kubernetes_service_account_v1.captions.metadata[0].name
            automount_service_account_token  = false
            enable_service_links             = false
            termination_grace_period_seconds = 60

            security_context {
              run_as_non_root        = true
              run_as_user            = "65532"
              run_as_group           = "65532"
              fs_group               = "65532"
              fs_group_change_policy = "OnRootMismatch"

              seccomp_profile {
                type = "RuntimeDefault"
              }
            }

            dynamic "image_pull_secrets" {
              for_each = var.pull_secret == null ? [] : [var.pull_secret]

              content {
                name = image_pull_secrets.value
              }
            }

            container {
              name              = "caption"
              image             = var.jobs_image
              image_pull_policy = "IfNotPresent"
              args              = each.value.args

              dynamic "env" {
                for_each = merge(local.job_settings, each.value.settings)

                content {
                  name  = env.key
                  value = env.value
                }
              }

              # One name for all workers and all their retries: --undo takes it.
              env {
                name = "CAPTION_RUN"

                value_from {
                  field_ref {
                    field_path = "metadata.labels['batch.kubernetes.io/controller-uid']"
                  }
                }
              }

              resources {
                requests = each.key == "loop" ? local.loop_resources : local.job_resources
                limits   = each.key == "loop" ? local.loop_resources : local.job_resources
              }

              security_context {
                allow_privilege_escalation = false
                privileged                 = false
                read_only_root_filesystem  = true
                run_as_non_root            = true

                capabilities {
                  drop = ["ALL"]
                }

                seccomp_profile {
                  type = "RuntimeDefault"
                }
              }

              # A share's table is gathered here before it is written.
              volume_mount {
                name       = "tmp"
                mount_path = "/tmp"
              }

              dynamic "volume_mount" {
                for_each = each.key == "loop" ? ["keys"] : []

                content {
                  name       = volume_mount.value
                  mount_path = local.loop_keys
                  read_only  = true
                }
              }

              dynamic "volume_mount" {
                for_each = kubernetes_persistent_volume_claim_v1.store

                content {
                  name       = "store"
                  mount_path = local.volume_path
                }
              }
            }

            volume {
              name = "tmp"

              empty_dir {
                size_limit = each.key == "loop" ? "8Gi" : "2Gi" # champion and candidate, unpacked
              }
            }

            dynamic "volume" {
              for_each = each.key == "loop" ? ["keys"] : []

              content {
                name = volume.value

                secret {
                  secret_name  = var.loop.key_secret
                  default_mode = "0440"
                }
              }
            }

            dynamic "volume" {
              for_each = kubernetes_persistent_volume_claim_v1.store

              content {
                name = "store"

                persistent_volume_claim {
                  claim_name = volume.value.metadata[0].name
                }
              }
            }
          }
        }
      }
    }
  }

  lifecycle {
    # The image comes with the release, by the delivery.
    ignore_changes = [spec[0].job_template[0].spec[0].template[0].spec[0].container[0].image]
  }
}
