# Where pictures come in, where results go, and who has read them. One setup for both; the bucket of access logs is beside them.

locals {
  stores = { for role, bucket in local.buckets : role => bucket if role != "logs" }

  is_versioned = !contains(keys(var.exceptions), "unversioned_store")
  is_deletable = contains(keys(var.exceptions), "deletable_store")

  uploads_prefix = "uploads/"
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket        = each.value
  force_destroy = local.is_deletable
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Server access logs cannot be delivered into a bucket with SSE-KMS as its default (Amazon S3 User Guide, Enabling Amazon S3 server access
# logging), so that one has S3's own keys.
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = local.has_key && each.key != "logs"

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.has_key && each.key != "logs" ? "aws:kms" : "AES256"
      kms_master_key_id = each.key == "logs" ? null : local.key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = local.is_versioned || each.key == "logs" ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = local.stores

  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = aws_s3_bucket.this["logs"].id
  target_prefix = "${each.key}/"

  depends_on = [aws_s3_bucket_policy.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.buckets

  statement {
    sid       = "TlsAlone"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:${local.partition}:s3:::${each.value}", "arn:${local.partition}:s3:::${each.value}/*"]

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

  dynamic "statement" {
    for_each = each.key == "logs" ? [1] : []

    content {
      sid       = "AccessLogs"
      actions   = ["s3:PutObject"]
      resources = [for role in keys(local.stores) : "arn:${local.partition}:s3:::${each.value}/${role}/*"]

      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }
      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = [for bucket in values(local.stores) : "arn:${local.partition}:s3:::${bucket}"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account_id]
      }
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "interrupted-uploads"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "replaced-versions"
    status = "Enabled"
    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  # Pictures that callers put there for one request (POST /v1/uploads).
  dynamic "rule" {
    for_each = each.key == "store" ? [local.uploads_prefix] : []

    content {
      id     = "requests-uploads"
      status = "Enabled"
      filter {
        prefix = rule.value
      }

      expiration {
        days = 1
      }
    }
  }

  dynamic "rule" {
    for_each = each.key == "results" && var.result_retention_days > 0 ? [var.result_retention_days] : []

    content {
      id     = "results"
      status = "Enabled"
      filter {}

      expiration {
        days = rule.value
      }
    }
  }

  dynamic "rule" {
    for_each = each.key == "logs" ? [var.log_retention_days] : []

    content {
      id     = "access-logs"
      status = "Enabled"
      filter {}

      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
