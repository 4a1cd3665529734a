# The key of this deployment: environment, logs, buckets, queues, topic, registry. With the exception unencrypted_keys the platform's own
# keys take its place; nothing is ever unencrypted.

locals {
  has_key = !contains(keys(var.exceptions), "unencrypted_keys")
  key_arn = local.has_key ? aws_kms_key.this[0].arn : null
}

resource "aws_kms_key" "this" {
  count = local.has_key ? 1 : 0

  description             = "Everything that ${local.name} keeps"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key[0].json
  tags                    = local.tags
}

resource "aws_kms_alias" "this" {
  count = local.has_key ? 1 : 0

  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.this[0].key_id
}

# In the policy of a key the resource "*" is that key alone (AWS KMS Developer Guide, Key policies: Resource element).
data "aws_iam_policy_document" "key" {
  count = local.has_key ? 1 : 0

  # Without it nobody could ever change the policy again; it gives nothing by itself, the account's IAM policies do.
  statement {
    sid       = "AccountByIam"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${var.region}.${local.dns_suffix}"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:*${local.name}*"]
    }
  }

  # S3 writes into the encrypted queue; CloudWatch, Budgets and EventBridge into the encrypted topic and queues.
  statement {
    sid       = "Senders"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com", "cloudwatch.amazonaws.com", "budgets.amazonaws.com", "events.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}
