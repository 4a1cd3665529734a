# What the function runs as, and nothing else: exact actions on exact ARNs. The two star resources are calls for which the vendor has no
# resource type, and say so.

resource "aws_iam_role" "function" {
  name               = "${local.name}-${var.region}"
  description        = "What ${local.name} runs as"
  assume_role_policy = data.aws_iam_policy_document.function_trust.json
  tags               = local.tags
}

data "aws_iam_policy_document" "function_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "function" {
  name   = "captions"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.function.json
}

data "aws_iam_policy_document" "function" {
  source_policy_documents = [data.aws_iam_policy_document.stores.json]

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:*"]
  }

  # X-Ray has no resource types for these two (Service Authorization Reference, Actions, resources, and condition keys for AWS X-Ray).
  statement {
    sid       = "Traces"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }

  statement {
    sid       = "Events"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.events.arn]
  }

  statement {
    sid       = "DeadLetters"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) > 0 ? [1] : []

    content {
      sid       = "Secrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }

  dynamic "statement" {
    for_each = length(local.parameter_arns) > 0 ? [1] : []

    content {
      sid       = "Parameters"
      actions   = ["ssm:GetParameter"]
      resources = local.parameter_arns
    }
  }

  dynamic "statement" {
    for_each = length(var.secret_key_arns) > 0 ? [1] : []

    content {
      sid       = "KeysOfSecrets"
      actions   = ["kms:Decrypt"]
      resources = var.secret_key_arns

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [for service in ["secretsmanager", "ssm"] : "${service}.${var.region}.${local.dns_suffix}"]
      }
    }
  }

  # Network interfaces have no resource types for these (AWS Lambda Developer Guide, Giving Lambda functions access to resources in an
  # Amazon VPC: Required IAM permissions).
  dynamic "statement" {
    for_each = var.network != null && try(var.network.function, false) ? [1] : []

    content {
      sid = "Network"
      actions = [
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]
    }
  }
}

# What reads pictures and writes results may do: the function, and the workers of an archive's job.
data "aws_iam_policy_document" "stores" {
  statement {
    sid       = "Pictures"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [for prefix in [var.events_prefix, local.uploads_prefix] : "arn:${local.partition}:s3:::${local.buckets.store}/${prefix}*"]
  }

  # Uploads by presigned address, which carry the rights of who signed them.
  statement {
    sid       = "Uploads"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${local.buckets.store}/${local.uploads_prefix}*"]
  }

  statement {
    sid       = "Results"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["arn:${local.partition}:s3:::${local.buckets.results}/*"]
  }

  # Without it a missing object is answered 403 instead of 404.
  statement {
    sid       = "Lists"
    actions   = ["s3:ListBucket"]
    resources = [for bucket in values(local.stores) : "arn:${local.partition}:s3:::${bucket}"]
  }

  dynamic "statement" {
    for_each = local.has_key ? [1] : []

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [local.key_arn]
    }
  }
}
