# Images of the host and of the archive's job, and packages of models: tags that never move, looked through for known faults, and what
# nobody refers to any more goes.

locals {
  repositories = toset(["host", "jobs", "models"])
  registry     = "${local.account_id}.dkr.ecr.${var.region}.${local.dns_suffix}/${local.name}"
}

resource "aws_ecr_repository" "this" {
  for_each = local.repositories

  name                 = "${local.name}/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = local.is_deletable
  tags                 = local.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = local.has_key ? "KMS" : "AES256"
    kms_key         = local.key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = local.repositories

  repository = aws_ecr_repository.this[each.key].name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Images without a tag go after two weeks"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "The last hundred stay, far more than a rollback reaches back"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 100 }
        action       = { type = "expire" }
      },
    ]
  })
}

# Lambda takes images of the account's own registry only with the repository's leave.
resource "aws_ecr_repository_policy" "host" {
  repository = aws_ecr_repository.this["host"].name
  policy     = data.aws_iam_policy_document.host_repository.json
}

data "aws_iam_policy_document" "host_repository" {
  statement {
    sid     = "Lambda"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.function_arn]
    }
  }
}
