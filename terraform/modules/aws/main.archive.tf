# The job that captions a whole archive: an array of workers on Fargate, each with its share. It is started by hand or by the pipeline:
# aws batch submit-job --job-queue NAME-archive --job-definition NAME-archive --array-properties size=SHARDS

locals {
  archive_count  = var.archive_job.enabled ? 1 : 0
  archive_vcpus  = 2
  archive_memory = 4096
}

resource "aws_batch_compute_environment" "archive" {
  count = local.archive_count

  name  = "${local.name}-archive"
  type  = "MANAGED"
  state = "ENABLED"
  tags  = local.tags

  compute_resources {
    type               = "FARGATE"
    max_vcpus          = local.archive_vcpus * var.archive_job.max_parallel
    subnets            = try(var.network.subnet_ids, [])
    security_group_ids = try(var.network.security_group_ids, [])
  }

  lifecycle {
    precondition {
      condition     = var.network != null
      error_message = "archive_job needs network = { subnet_ids, security_group_ids } on aws, where its workers run on Fargate."
    }
    precondition {
      condition     = var.archive_image != null
      error_message = "archive_job needs archive_image on aws: the job's image in ${local.registry}/jobs, pinned by @sha256:."
    }
  }
}

resource "aws_batch_job_queue" "archive" {
  count = local.archive_count

  name     = "${local.name}-archive"
  state    = "ENABLED"
  priority = 1
  tags     = local.tags

  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.archive[0].arn
  }
}

resource "aws_cloudwatch_log_group" "archive" {
  count = local.archive_count

  name              = "/aws/batch/${local.name}-archive"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_batch_job_definition" "archive" {
  count = local.archive_count

  name                  = "${local.name}-archive"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  propagate_tags        = true
  tags                  = local.tags

  container_properties = jsonencode({
    image = var.archive_image
    command = [
      "archive", "s3://${local.buckets.store}/${var.events_prefix}", "--as", "jsonl", "--into", "s3://${local.buckets.results}/tables/",
    ]
    executionRoleArn             = aws_iam_role.archive_start[0].arn
    jobRoleArn                   = aws_iam_role.archive[0].arn
    fargatePlatformConfiguration = { platformVersion = "LATEST" }
    runtimePlatform              = { operatingSystemFamily = "LINUX", cpuArchitecture = "X86_64" }
    networkConfiguration         = { assignPublicIp = module.core.protections.public_network ? "DISABLED" : "ENABLED" }
    resourceRequirements = [
      { type = "VCPU", value = tostring(local.archive_vcpus) },
      { type = "MEMORY", value = tostring(local.archive_memory) },
    ]
    environment = [
      { name = "CAPTION_RESULTS_TO", value = "s3://${local.buckets.results}/" },
      { name = "CAPTION_SHARD_COUNT", value = tostring(var.archive_job.shards) },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.archive[0].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "archive"
      }
    }
  })

  # 5: stopped, try again. Everything else that the program ends with would end so again.
  retry_strategy {
    attempts = 4

    evaluate_on_exit {
      on_exit_code = "5"
      action       = "RETRY"
    }
    evaluate_on_exit {
      on_status_reason = "Host EC2*"
      action           = "RETRY"
    }
    evaluate_on_exit {
      on_exit_code = "*"
      action       = "EXIT"
    }
  }

  timeout {
    attempt_duration_seconds = 3600 * var.archive_job.timeout_hours
  }
}

data "aws_iam_policy_document" "archive_trust" {
  count = local.archive_count

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# What a worker runs as.
resource "aws_iam_role" "archive" {
  count = local.archive_count

  name               = "${local.name}-${var.region}-archive"
  description        = "Workers of the archive's job of ${local.name}"
  assume_role_policy = data.aws_iam_policy_document.archive_trust[0].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "archive" {
  count = local.archive_count

  name   = "captions"
  role   = aws_iam_role.archive[0].id
  policy = data.aws_iam_policy_document.stores.json
}

# What starts a worker: takes its image, opens its log.
resource "aws_iam_role" "archive_start" {
  count = local.archive_count

  name               = "${local.name}-${var.region}-archive-start"
  description        = "Starts workers of the archive's job of ${local.name}"
  assume_role_policy = data.aws_iam_policy_document.archive_trust[0].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "archive_start" {
  count = local.archive_count

  name   = "start"
  role   = aws_iam_role.archive_start[0].id
  policy = data.aws_iam_policy_document.archive_start[0].json
}

data "aws_iam_policy_document" "archive_start" {
  count = local.archive_count

  statement {
    sid       = "Image"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.this["jobs"].arn]
  }

  # The registry's login has no resource type (Service Authorization Reference, Actions, resources, and condition keys for Amazon ECR).
  statement {
    sid       = "Login"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.archive[0].arn}:*"]
  }
}
