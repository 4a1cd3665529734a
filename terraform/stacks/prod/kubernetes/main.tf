# prod on Kubernetes: two pods are always ready, results stay, and alarms are narrower.
# What belongs to the cluster comes from terraform.tfvars (terraform.tfvars.example shows it) or TF_VAR_... of the pipeline.

module "captions" {
  source = "../../../modules/kubernetes"

  environment = "prod"

  memory_mb             = 1024
  timeout_seconds       = 30
  max_instances         = 50
  min_instances         = 2
  monthly_budget_amount = 1000
  log_retention_days    = 365
  result_retention_days = 0
  canary                = { percent = 10, minutes = 15 }
  alarm_thresholds      = { error_percent = 1, latency_p95_ms = 3000, refused_percent = 50 }

  region                   = var.region
  owner                    = var.owner
  cost_center              = var.cost_center
  data_classification      = var.data_classification
  tags                     = var.tags
  release_version          = var.release_version
  package                  = var.package
  concurrency_per_instance = var.concurrency_per_instance
  settings                 = var.settings
  secrets                  = var.secrets
  access                   = var.access
  events_prefix            = var.events_prefix
  gitlab                   = var.gitlab
  monthly_budget_currency  = var.monthly_budget_currency
  alarm_emails             = var.alarm_emails
  rollback_trigger         = var.rollback_trigger
  archive_job              = var.archive_job
  exceptions               = var.exceptions
  jobs_image               = var.jobs_image
  pull_secret              = var.pull_secret
  store                    = var.store
  result_store             = var.result_store
  identity_annotations     = var.identity_annotations
  entry                    = var.entry
  allowed_namespaces       = var.allowed_namespaces
  egress_cidrs             = var.egress_cidrs
  egress_port              = var.egress_port
  otlp_endpoint            = var.otlp_endpoint
  monitoring               = var.monitoring
  smtp                     = var.smtp
  external_secrets         = var.external_secrets
  sweep_interval_minutes   = var.sweep_interval_minutes
  loop                     = var.loop
  events_broker            = var.events_broker
  events_sender            = var.events_sender
  gitlab_username_prefix   = var.gitlab_username_prefix
}
