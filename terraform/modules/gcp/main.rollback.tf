# An alarm that tells of a bad revision calls the pipeline's trigger at GitLab, which takes the revision back. GitLab takes the token in
# the call, and a webhook of Cloud Monitoring would hold it in its address, in every plan and in the state: so a workflow calls, and reads
# the token from Secret Manager when it does.

locals {
  # Static keys, so that what is made is known before anything is.
  rollback = var.rollback_trigger == null ? {} : { gitlab = var.rollback_trigger }

  rollback_secrets = { for key, trigger in local.rollback : key => {
    project = try(regex("^projects/([^/]+)/secrets/[^/]+", trigger.token_secret)[0], var.project_id)
    name    = try(regex("^projects/[^/]+/secrets/([^/]+)", trigger.token_secret)[0], trigger.token_secret)
    version = try(regex("/versions/([^/]+)$", trigger.token_secret)[0], "latest")
  } }
}

resource "google_pubsub_topic" "alarms" {
  for_each = local.rollback

  project      = var.project_id
  name         = "${module.core.name}-alarms"
  kms_key_name = one(google_kms_crypto_key.captions[*].id)
  labels       = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_kms_crypto_key_iam_member.service_agents, google_project_service.required]
}

# Cloud Monitoring's agent exists once the project has a channel of this kind, hence the order.
resource "google_pubsub_topic_iam_member" "alarms_publisher" {
  for_each = local.rollback

  project = var.project_id
  topic   = google_pubsub_topic.alarms[each.key].name
  role    = "roles/pubsub.publisher"
  member  = local.agents.alarms

  depends_on = [google_monitoring_notification_channel.rollback]
}

resource "google_monitoring_notification_channel" "rollback" {
  for_each = local.rollback

  project      = var.project_id
  type         = "pubsub"
  display_name = "${module.core.name}: take the revision back"
  labels       = { topic = google_pubsub_topic.alarms[each.key].id }
  user_labels  = local.labels
  force_delete = false

  depends_on = [google_project_service.required]
}

# What calls the trigger runs as this: it reads the token, starts with an alarm, writes its log.
resource "google_service_account" "rollback" {
  for_each = local.rollback

  project      = var.project_id
  account_id   = "${local.account_base}-back"
  display_name = "${module.core.name}: takes a revision back"
  description  = "Calls the pipeline's trigger when an alarm tells of a bad revision."

  depends_on = [google_project_service.required]
}

resource "google_secret_manager_secret_iam_member" "rollback_reads" {
  for_each = local.rollback_secrets

  project   = each.value.project
  secret_id = each.value.name
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.rollback[each.key].member
}

# Rights that only a whole project can give.
resource "google_project_iam_member" "rollback" {
  for_each = length(local.rollback) == 0 ? toset([]) : toset(["roles/logging.logWriter", "roles/workflows.invoker"])

  project = var.project_id
  role    = each.value
  member  = google_service_account.rollback["gitlab"].member
}

resource "google_workflows_workflow" "rollback" {
  for_each = local.rollback

  project             = var.project_id
  region              = var.region
  name                = "${module.core.name}-rollback"
  description         = "Calls the pipeline's trigger when an alarm tells of a bad revision."
  service_account     = google_service_account.rollback[each.key].id
  call_log_level      = "LOG_ERRORS_ONLY" # a log of all calls would hold the token
  deletion_protection = false
  labels              = local.labels

  source_contents = yamlencode({
    main = {
      params = ["event"]
      steps = [
        { read = { assign = [{ incident = "$${json.decode(base64.decode(event.data.message.data)).incident}" }] } },
        { only_when_it_opens = { switch = [{ condition = "$${incident.state != \"open\"}", return = "The alarm has ended; nothing is taken back." }] } },
        { token = {
          call = "googleapis.secretmanager.v1.projects.secrets.versions.accessString"
          args = {
            project_id = local.rollback_secrets[each.key].project
            secret_id  = local.rollback_secrets[each.key].name
            version    = local.rollback_secrets[each.key].version
          }
          result = "token"
        } },
        { take_back = {
          call = "http.post"
          args = {
            url = each.value.url
            body = {
              token = "$${token}"
              variables = {
                ROLLBACK_TARGET      = "gcp"
                ROLLBACK_ENVIRONMENT = var.environment
                ROLLBACK_REASON      = "$${\"alarm \" + incident.policy_user_labels.alarm}"
              }
            }
          }
          result = "pipeline"
        } },
        { answer = { return = "$${pipeline.body.web_url}" } },
      ]
    }
  })

  depends_on = [google_project_service.required, google_secret_manager_secret_iam_member.rollback_reads]
}

resource "google_eventarc_trigger" "rollback" {
  for_each = local.rollback

  project         = var.project_id
  location        = var.region
  name            = "${module.core.name}-rollback"
  service_account = google_service_account.rollback[each.key].email
  labels          = local.labels

  matching_criteria {
    attribute = "type"
    value     = "google.cloud.pubsub.topic.v1.messagePublished"
  }

  transport {
    pubsub {
      topic = google_pubsub_topic.alarms[each.key].id
    }
  }

  destination {
    workflow = google_workflows_workflow.rollback[each.key].id
  }

  depends_on = [google_project_iam_member.rollback]
}
