# The function: code from the package, settings within Lambda's 4 KB, a version for every change, and one alias that traffic comes through.

locals {
  is_image = var.package.image_uri != null

  # What the wiring decides. Larger pictures are put into the store first; an operator may choose another folder below it.
  wired_settings = merge(
    { CAPTION_UPLOADS_TO = "s3://${local.buckets.store}/${local.uploads_prefix}" },
    module.core.settings,
    {
      CAPTION_EVENTS_FROM     = "s3://${local.buckets.store}/${var.events_prefix}"
      CAPTION_EVENTS_ATTEMPTS = tostring(local.event_attempts)
      CAPTION_RESULTS_TO      = "s3://${local.buckets.results}/"
    },
    var.secrets, # names alone: the host reads the secrets at its start with the function's own identity
  )

  # Folders that the role may use as each setting needs.
  allowed_folders = {
    CAPTION_UPLOADS_TO = ["s3://${local.buckets.store}/${local.uploads_prefix}"]
    CAPTION_REVIEWS_TO = ["s3://${local.buckets.results}/"]
    CAPTION_BLOBS_FROM = [for prefix in [var.events_prefix, local.uploads_prefix] : "s3://${local.buckets.store}/${prefix}"]
  }
  stray_folders = [
    for setting, folders in local.allowed_folders : "${setting} must be below ${join(" or ", folders)}" if !alltrue([
      for address in compact(split(",", lookup(local.wired_settings, setting, ""))) :
      anytrue([for folder in folders : startswith(trimspace(address), folder)])
    ])
  ]

  telemetry_settings = var.otlp_endpoint == null ? {} : {
    OTEL_EXPORTER_OTLP_ENDPOINT = var.otlp_endpoint
    OTEL_SERVICE_NAME           = local.name
    OTEL_RESOURCE_ATTRIBUTES    = "deployment.environment.name=${var.environment}"
  }
  environment = merge(local.wired_settings, local.telemetry_settings)

  # All names and values together (AWS Lambda Developer Guide, Lambda quotas: Environment variables 4 KB).
  # Bytes by their base64, which counts two too many at most.
  environment_texts     = concat(keys(local.environment), values(local.environment))
  environment_bytes     = sum([for text in local.environment_texts : length(base64encode(text)) * 3 / 4])
  max_environment_bytes = 4096
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  description   = "Captions of pictures, release ${var.release_version}"
  role          = aws_iam_role.function.arn
  architectures = ["x86_64"]
  publish       = true

  package_type     = local.is_image ? "Image" : "Zip"
  image_uri        = var.package.image_uri
  s3_bucket        = var.package.bucket
  s3_key           = var.package.key
  source_code_hash = var.package.sha256_base64
  runtime          = local.is_image ? null : "provided.al2023"
  handler          = local.is_image ? null : "bootstrap"
  layers           = local.is_image ? null : var.layer_arns

  code_signing_config_arn = local.is_signed ? aws_lambda_code_signing_config.this[0].arn : null

  memory_size                    = module.core.limits.memory_mb
  timeout                        = module.core.limits.timeout_seconds
  reserved_concurrent_executions = module.core.limits.max_instances

  kms_key_arn = local.key_arn
  tags        = local.tags

  environment {
    variables = local.environment
  }

  # Text: the host writes its own lines of JSON, which Lambda would otherwise wrap.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  tracing_config {
    mode = "Active"
  }

  # Of calls without an answer (asynchronous ones) that failed for good.
  dead_letter_config {
    target_arn = aws_sqs_queue.dead_letters.arn
  }

  dynamic "vpc_config" {
    for_each = var.network != null && try(var.network.function, false) ? [var.network] : []

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  lifecycle {
    # Code arrives by release, not by apply: a plan made from an older checkout must not publish a release that was already replaced.
    ignore_changes = [s3_bucket, s3_key, source_code_hash, image_uri]

    precondition {
      condition = local.environment_bytes <= local.max_environment_bytes
      error_message = join(" ", [
        "The settings take ${local.environment_bytes} bytes, and Lambda's environment holds ${local.max_environment_bytes}:",
        "shorten settings, or put them into the package's appsettings.json.",
      ])
    }
    precondition {
      condition     = length(local.stray_folders) == 0
      error_message = "The function has no rights elsewhere: ${join("; ", local.stray_folders)}."
    }
    precondition {
      condition     = var.max_instances >= 2
      error_message = "max_instances must be at least 2 on aws, where a queue feeds two instances at least; it is ${var.max_instances}."
    }
    precondition {
      condition = var.entry != "http_api" || var.timeout_seconds <= 30
      error_message = join(" ", [
        "timeout_seconds must be at most 30 with entry http_api, which waits no longer; it is ${var.timeout_seconds}.",
        "entry function_url waits up to 900.",
      ])
    }
  }

  depends_on = [aws_iam_role_policy.function]
}

# What callers and events reach. Weights move between its versions while a release comes in.
resource "aws_lambda_alias" "live" {
  name             = local.alias
  description      = "What callers and events reach"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    # The delivery moves traffic, by weight and after its gates; apply must not take back what it did.
    ignore_changes = [function_version, routing_config]
  }
}

# Instances that are kept ready.
resource "aws_lambda_provisioned_concurrency_config" "live" {
  count = var.min_instances > 0 ? 1 : 0

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.min_instances
}

# A fuse, should our own writes ever wake us (AWS Lambda Developer Guide, Use Lambda recursive loop detection to prevent infinite loops).
resource "aws_lambda_function_recursion_config" "this" {
  function_name  = aws_lambda_function.this.function_name
  recursive_loop = "Terminate"
}

locals {
  is_signed = !local.is_image && length(var.signing_profile_version_arns) > 0
}

# With signing profiles given, unsigned code cannot be deployed.
resource "aws_lambda_code_signing_config" "this" {
  count = local.is_signed ? 1 : 0

  description = "Who may sign packages of ${local.name}"
  tags        = local.tags

  allowed_publishers {
    signing_profile_version_arns = var.signing_profile_version_arns
  }

  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}
