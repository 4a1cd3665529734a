# What is common comes from module core; here is what Google Cloud makes of it.

module "core" {
  source = "../core"

  cloud                    = "gcp"
  scope                    = var.project_id
  name                     = var.name
  environment              = var.environment
  region                   = var.region
  owner                    = var.owner
  cost_center              = var.cost_center
  data_classification      = var.data_classification
  tags                     = var.tags
  release_version          = var.release_version
  package                  = var.package
  memory_mb                = var.memory_mb
  timeout_seconds          = var.timeout_seconds
  concurrency_per_instance = var.concurrency_per_instance
  max_instances            = var.max_instances
  min_instances            = var.min_instances
  settings                 = var.settings
  secrets                  = var.secrets
  access                   = var.access
  events_prefix            = var.events_prefix
  log_retention_days       = var.log_retention_days
  result_retention_days    = var.result_retention_days
  monthly_budget_amount    = var.monthly_budget_amount
  monthly_budget_currency  = var.monthly_budget_currency
  alarm_emails             = var.alarm_emails
  alarm_thresholds         = var.alarm_thresholds
  canary                   = var.canary
  rollback_trigger         = var.rollback_trigger
  archive_job              = var.archive_job
  gitlab                   = var.gitlab
  exceptions               = var.exceptions
}

data "google_project" "this" {
  project_id = var.project_id
}

# The agent exists once it has been asked for.
data "google_storage_project_service_account" "this" {
  project = var.project_id

  depends_on = [google_project_service.required]
}

data "google_logging_project_cmek_settings" "this" {
  project = var.project_id

  depends_on = [google_project_service.required]
}

locals {
  protections = module.core.protections
  labels      = module.core.tags
  # Labels shorten what they say; annotations hold the whole reason of each exception.
  annotations = { for name, reason in var.exceptions : "exception/${replace(name, "_", "-")}" => reason }

  # Ids of service accounts have at most 30 characters: 20 of the name, 3 of the stage, 4 of the use, two hyphens. (Cloud IAM, "Create service accounts")
  account_base = "${var.name}-${substr(var.environment, 0, 3) == "pre" ? "pre" : substr(var.environment, 0, 4) == "prod" ? "prd" : "dev"}"

  bucket_names = {
    store       = "${module.core.names.bucket}-store"
    results     = "${module.core.names.bucket}-results"
    access_logs = "${module.core.names.bucket}-access-logs"
  }

  # The address that Cloud Run makes of name, project and region, known before the service is there, so that events and settings can
  # name it. (Cloud Run, "HTTPS endpoints and URLs", deterministic URL)
  service_url = "https://${module.core.name}-${data.google_project.this.number}.${var.region}.run.app"

  has_own_key         = local.protections["unencrypted_keys"]
  is_versioned        = local.protections["unversioned_store"]
  is_deletable        = !local.protections["deletable_store"]
  is_public           = !local.protections["public_access"]
  is_reachable        = local.is_public || !local.protections["public_network"]
  noncurrent_days     = 30
  soft_delete_seconds = local.is_deletable ? 0 : 604800 # 7 days, the shortest but none
  log_retention_days  = module.core.limits.log_retention_days

  # The host records a failure for good after its attempts; the dead letters take what never came so far. Pub/Sub takes 5 to 100.
  event_attempts        = 5
  max_delivery_attempts = 10

  # Google's own accounts that act for us. (Cloud IAM, "Service agents")
  agents = {
    storage   = data.google_storage_project_service_account.this.member
    pubsub    = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
    run       = "serviceAccount:service-${data.google_project.this.number}@serverless-robot-prod.iam.gserviceaccount.com"
    artifacts = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-artifactregistry.iam.gserviceaccount.com"
    logging   = "serviceAccount:${data.google_logging_project_cmek_settings.this.service_account_id}"
    alarms    = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-monitoring-notification.iam.gserviceaccount.com"
  }
  encrypting_agents = { for use, member in local.agents : use => member if use != "alarms" }

  required_services = toset(concat(
    [
      "artifactregistry.googleapis.com", "billingbudgets.googleapis.com", "binaryauthorization.googleapis.com",
      "cloudkms.googleapis.com", "cloudresourcemanager.googleapis.com", "cloudtrace.googleapis.com", "containerscanning.googleapis.com",
      "iam.googleapis.com", "iamcredentials.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com",
      "pubsub.googleapis.com", "run.googleapis.com", "secretmanager.googleapis.com", "storage.googleapis.com", "sts.googleapis.com",
    ],
    var.archive_schedule == null && var.loop == null ? [] : ["cloudscheduler.googleapis.com"],
    var.rollback_trigger == null ? [] : ["eventarc.googleapis.com", "workflowexecutions.googleapis.com", "workflows.googleapis.com"],
  ))
}

resource "google_project_service" "required" {
  for_each = local.required_services

  project                    = var.project_id
  service                    = each.value
  disable_on_destroy         = false # others in the project may use it
  disable_dependent_services = false
}
