# From an upload to the function: S3 -> SQS -> event source mapping; what cannot be done lands among the dead letters.

locals {
  # Failures that might pass are recorded as final at this delivery (CAPTION_EVENTS_ATTEMPTS); a message that even then is not
  # acknowledged, such as one that is no event, goes to the dead letters at the next.
  event_attempts = 5

  # Six times the function's timeout, plus the batching window, which is 0 (AWS Lambda Developer Guide, Creating and configuring an Amazon
  # SQS event source mapping: Configuring a queue to use with Lambda). SQS takes 43200 seconds at most; 6 x 900 is below.
  visibility_timeout_seconds = 6 * var.timeout_seconds

  message_retention_seconds     = 4 * 24 * 3600
  dead_letter_retention_seconds = 14 * 24 * 3600 # the most that SQS keeps one
}

resource "aws_sqs_queue" "events" {
  name                              = "${local.name}-events"
  visibility_timeout_seconds        = local.visibility_timeout_seconds
  message_retention_seconds         = local.message_retention_seconds
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = local.key_arn
  kms_data_key_reuse_period_seconds = local.has_key ? 300 : null
  sqs_managed_sse_enabled           = local.has_key ? null : true
  tags                              = local.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = local.event_attempts + 1
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                              = "${local.name}-dead-letters"
  message_retention_seconds         = local.dead_letter_retention_seconds
  kms_master_key_id                 = local.key_arn
  kms_data_key_reuse_period_seconds = local.has_key ? 300 : null
  sqs_managed_sse_enabled           = local.has_key ? null : true
  tags                              = local.tags
}

# Only the events' own queue may send its dead letters there.
resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.events.arn]
  })
}

resource "aws_sqs_queue_policy" "events" {
  queue_url = aws_sqs_queue.events.id
  policy    = data.aws_iam_policy_document.events_queue.json
}

data "aws_iam_policy_document" "events_queue" {
  statement {
    sid       = "UploadsOfTheStore"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.events.arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:s3:::${local.buckets.store}"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }

  statement {
    sid       = "TlsAlone"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.events.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy    = data.aws_iam_policy_document.dead_letters_queue.json
}

data "aws_iam_policy_document" "dead_letters_queue" {
  statement {
    sid       = "TlsAlone"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.dead_letters.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

# Deletions too: the result of a picture that is gone goes with it.
resource "aws_s3_bucket_notification" "store" {
  bucket = aws_s3_bucket.this["store"].id

  queue {
    id            = "captions"
    queue_arn     = aws_sqs_queue.events.arn
    events        = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
    filter_prefix = var.events_prefix
  }

  depends_on = [aws_sqs_queue_policy.events]
}

# Without ReportBatchItemFailures the host's answer would mean success, and the messages that failed would be lost.
resource "aws_lambda_event_source_mapping" "events" {
  event_source_arn        = aws_sqs_queue.events.arn
  function_name           = aws_lambda_alias.live.arn
  batch_size              = var.events_batch_messages
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = local.tags

  # Half of the instances at most, so that a flood of uploads leaves room for callers; the platform takes 2 to 1000.
  scaling_config {
    maximum_concurrency = local.events_max_concurrency
  }

  depends_on = [aws_iam_role_policy.function]
}

locals {
  events_max_concurrency = max(2, floor(var.max_instances / 2))
}
