# Looks of the loop by the clock (docs/mlops.md): EventBridge Scheduler submits a job of one worker on Fargate. Two at once are no harm: the
# loop takes turns by a lease of its own.

locals {
  loop_count   = var.loop == null ? 0 : 1
  loop_vcpus   = 2
  loop_memory  = 4096 # champion and candidate are loaded beside each other
  loop_address = try(coalesce(var.loop.address, "s3://${local.buckets.results}/loop/"), "")
  loop_settings = merge(
    { for name, value in var.settings : name => value if startswith(name, "CAPTION_MODEL_") || contains(["CAPTION_REVIEWS_TO", "CAPTION_TRAFFIC_TO", "CAPTION_UNSIGNED_MODELS", "CAPTION_MIN_VERSION"], name) },
    { CAPTION_MODEL_CACHE = "/tmp/models" },
  )
}

resource "aws_batch_compute_environment" "loop" {
  count = local.loop_count

  name  = "${local.name}-loop"
  type  = "MANAGED"
  state = "ENABLED"
  tags  = local.tags

  compute_resources {
    type               = "FARGATE"
    max_vcpus          = local.loop_vcpus
    subnets            = try(var.network.subnet_ids, [])
    security_group_ids = try(var.network.security_group_ids, [])
  }

  lifecycle {
    precondition {
      condition     = var.network != null
      error_message = "loop needs network = { subnet_ids, security_group_ids } on aws, where its worker runs on Fargate."
    }
  }
}

resource "aws_batch_job_queue" "loop" {
  count = local.loop_count

  name     = "${local.name}-loop"
  state    = "ENABLED"
  priority = 1
  tags     = local.tags

  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.loop[0].arn
  }
}

resource "aws_cloudwatch_log_group" "loop" {
  count = local.loop_count

  name              = "/aws/batch/${local.name}-loop"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_batch_job_definition" "loop" {
  count = local.loop_count

  name                  = "${local.name}-loop"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  propagate_tags        = true
  tags                  = local.tags

  container_properties = jsonencode({
    image                        = var.loop.image
    command                      = ["loop", local.loop_address, "--once"]
    executionRoleArn             = aws_iam_role.loop_start[0].arn
    jobRoleArn                   = aws_iam_role.loop[0].arn
    fargatePlatformConfiguration = { platformVersion = "LATEST" }
    runtimePlatform              = { operatingSystemFamily = "LINUX", cpuArchitecture = "X86_64" }
    networkConfiguration         = { assignPublicIp = module.core.protections.public_network ? "DISABLED" : "ENABLED" }
    resourceRequirements = [
      { type = "VCPU", value = tostring(local.loop_vcpus) },
      { type = "MEMORY", value = tostring(local.loop_memory) },
    ]
    environment = [for name, value in local.loop_settings : { name = name, value = value }]
    # Fargate mounts no secrets: the program takes the key itself where it would take a file's name.
    secrets = [{ name = "CAPTION_SIGNING_KEY", valueFrom = var.loop.key_secret_arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.loop[0].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "loop"
      }
    }
  })

  # 5: stopped, try again. 4 is a gate that said no, which another try would only hide.
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
    attempt_duration_seconds = 3600 * var.loop.timeout_hours
  }
}

data "aws_iam_policy_document" "loop_trust" {
  for_each = local.loop_count == 0 ? {} : { worker = "ecs-tasks.amazonaws.com", schedule = "scheduler.amazonaws.com" }

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# What the worker runs as: the stores, as the function.
resource "aws_iam_role" "loop" {
  count = local.loop_count

  name               = "${local.name}-${var.region}-loop"
  description        = "The loop of ${local.name}"
  assume_role_policy = data.aws_iam_policy_document.loop_trust["worker"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "loop" {
  count = local.loop_count

  name   = "captions"
  role   = aws_iam_role.loop[0].id
  policy = data.aws_iam_policy_document.stores.json
}

# What starts it: takes its image and its key, opens its log.
resource "aws_iam_role" "loop_start" {
  count = local.loop_count

  name               = "${local.name}-${var.region}-loop-start"
  description        = "Starts the loop of ${local.name}"
  assume_role_policy = data.aws_iam_policy_document.loop_trust["worker"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "loop_start" {
  count = local.loop_count

  name   = "start"
  role   = aws_iam_role.loop_start[0].id
  policy = data.aws_iam_policy_document.loop_start[0].json
}

data "aws_iam_policy_document" "loop_start" {
  count = local.loop_count

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
    resources = ["${aws_cloudwatch_log_group.loop[0].arn}:*"]
  }

  statement {
    sid       = "Key"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.loop.key_secret_arn]
  }

  dynamic "statement" {
    for_each = length(var.secret_key_arns) > 0 ? [1] : []

    content {
      sid       = "KeyOfKey"
      actions   = ["kms:Decrypt"]
      resources = var.secret_key_arns

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${var.region}.${local.dns_suffix}"]
      }
    }
  }
}

resource "aws_iam_role" "loop_schedule" {
  count = local.loop_count

  name               = "${local.name}-${var.region}-loop-clock"
  description        = "Submits the loop of ${local.name}"
  assume_role_policy = data.aws_iam_policy_document.loop_trust["schedule"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "loop_schedule" {
  count = local.loop_count

  name = "submit"
  role = aws_iam_role.loop_schedule[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Submit"
      Effect   = "Allow"
      Action   = ["batch:SubmitJob"]
      Resource = [aws_batch_job_queue.loop[0].arn, aws_batch_job_definition.loop[0].arn, "${aws_batch_job_definition.loop[0].arn_prefix}:*"]
    }]
  })
}

resource "aws_scheduler_schedule" "loop" {
  count = local.loop_count

  name                         = "${local.name}-loop"
  description                  = "A look of the loop of ${local.name}"
  schedule_expression          = var.loop.schedule
  schedule_expression_timezone = "Etc/UTC"
  state                        = "ENABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:batch:submitJob"
    role_arn = aws_iam_role.loop_schedule[0].arn
    input = jsonencode({
      JobName       = "${local.name}-loop"
      JobQueue      = aws_batch_job_queue.loop[0].arn
      JobDefinition = aws_batch_job_definition.loop[0].arn_prefix
    })

    # A look that was missed is made up for by the next one.
    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 3
    }
  }
}
