# Names, tags, limits, alarms and every check of the common variables come from the core; this module turns them into resources of AWS.

module "core" {
  source = "../core"

  cloud = "aws"
  scope = data.aws_caller_identity.current.account_id

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

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name       = module.core.name
  tags       = merge(module.core.tags, { deployment = module.core.name }) # what the budget counts by
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  dns_suffix = data.aws_partition.current.dns_suffix

  # Bucket names are the whole world's: 3 to 63 of a-z, 0-9, . and - (Amazon S3 User Guide, General purpose bucket naming rules).
  buckets = {
    store   = "${module.core.names.bucket}-store"
    results = "${module.core.names.bucket}-results"
    logs    = "${module.core.names.bucket}-access-logs"
  }

  # ARNs that policies name before their resource is there, which would otherwise close a circle.
  function_arn  = "arn:${local.partition}:lambda:${var.region}:${local.account_id}:function:${local.name}"
  log_group_arn = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/aws/lambda/${local.name}"
  alarm_arns = {
    for alarm in keys(module.core.alarms) :
    alarm => "arn:${local.partition}:cloudwatch:${var.region}:${local.account_id}:alarm:${local.alarm_names[alarm]}"
  }
  alarm_names = { for alarm in keys(module.core.alarms) : alarm => "${local.name}-${replace(alarm, "_", "-")}" }

  alias = "live"
}
