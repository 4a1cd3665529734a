# GitLab's jobs on protected refs deploy with a token of GitLab's own (OIDC); there are no keys. The role can do what a deploy does.

locals {
  has_gitlab           = var.gitlab != null
  gitlab_count         = local.has_gitlab ? 1 : 0
  has_own_provider     = local.has_gitlab && var.gitlab_oidc_provider_arn == null
  gitlab_provider_arn  = local.has_own_provider ? aws_iam_openid_connect_provider.gitlab[0].arn : var.gitlab_oidc_provider_arn
  gitlab_host          = local.has_gitlab ? trimprefix(var.gitlab.url, "https://") : ""
  gitlab_project       = local.has_gitlab ? "project_path:${var.gitlab.project_path}" : ""
  gitlab_subjects      = [for ref in try(var.gitlab.protected_refs, []) : "${local.gitlab_project}:ref_type:branch:ref:${ref}"]
  has_package_bucket   = var.package.bucket != null
  package_objects_arn  = local.has_package_bucket ? "arn:${local.partition}:s3:::${var.package.bucket}/*" : ""
  codedeploy_arn       = "arn:${local.partition}:codedeploy:${var.region}:${local.account_id}"
  function_and_its_own = [local.function_arn, "${local.function_arn}:*"]
}

# One an account; a second deployment in it is given the first one's ARN.
resource "aws_iam_openid_connect_provider" "gitlab" {
  count = local.has_own_provider ? 1 : 0

  url            = var.gitlab.url
  client_id_list = [var.gitlab.url]
  tags           = local.tags
}

resource "aws_iam_role" "deploy" {
  count = local.gitlab_count

  name                 = "${local.name}-${var.region}-deploy"
  description          = "GitLab's jobs of ${var.gitlab.project_path} deploy ${local.name}"
  assume_role_policy   = data.aws_iam_policy_document.deploy_trust[0].json
  max_session_duration = 3600
  tags                 = local.tags
}

data "aws_iam_policy_document" "deploy_trust" {
  count = local.gitlab_count

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.gitlab_provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.gitlab_host}:aud"
      values   = [var.gitlab.url]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.gitlab_host}:sub"
      values   = local.gitlab_subjects
    }
  }
}

resource "aws_iam_role_policy" "deploy" {
  count = local.gitlab_count

  name   = "deploy"
  role   = aws_iam_role.deploy[0].id
  policy = data.aws_iam_policy_document.deploy[0].json
}

data "aws_iam_policy_document" "deploy" {
  count = local.gitlab_count

  statement {
    sid = "Versions"
    actions = [
      "lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:ListVersionsByFunction", "lambda:UpdateFunctionCode",
      "lambda:PublishVersion", "lambda:DeleteFunction",
    ]
    resources = local.function_and_its_own
  }

  # What was never live or is long replaced may go; the function itself may not.
  statement {
    sid       = "NeverTheFunction"
    effect    = "Deny"
    actions   = ["lambda:DeleteFunction"]
    resources = [local.function_arn, "${local.function_arn}:${local.alias}"]
  }

  statement {
    sid       = "Traffic"
    actions   = ["lambda:GetAlias", "lambda:UpdateAlias"]
    resources = [local.function_arn, "${local.function_arn}:${local.alias}"]
  }

  statement {
    sid       = "SmokeChecks"
    actions   = ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]
    resources = local.function_and_its_own
  }

  dynamic "statement" {
    for_each = local.has_package_bucket ? [1] : []

    content {
      sid       = "Packages"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = [local.package_objects_arn]
    }
  }

  statement {
    sid = "Images"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    resources = [for repository in aws_ecr_repository.this : repository.arn]
  }

  # The registry's login and the metrics' reading have no resource types (Service Authorization Reference, Actions, resources, and
  # condition keys for Amazon ECR; ... for Amazon CloudWatch).
  statement {
    sid       = "LoginAndMetrics"
    actions   = ["ecr:GetAuthorizationToken", "cloudwatch:GetMetricData"]
    resources = ["*"]
  }

  statement {
    sid       = "Alarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = values(local.alarm_arns)
  }

  statement {
    sid = "Rollout"
    actions = [
      "codedeploy:CreateDeployment", "codedeploy:GetDeployment", "codedeploy:GetDeploymentConfig", "codedeploy:GetApplicationRevision",
      "codedeploy:RegisterApplicationRevision", "codedeploy:StopDeployment",
    ]
    resources = [
      "${local.codedeploy_arn}:application:${local.name}",
      "${local.codedeploy_arn}:deploymentgroup:${local.name}/${local.alias}",
      "${local.codedeploy_arn}:deploymentconfig:${local.name}-canary",
    ]
  }

  dynamic "statement" {
    for_each = var.archive_job.enabled ? [1] : []

    content {
      sid     = "Archives"
      actions = ["batch:SubmitJob"]
      resources = [
        "arn:${local.partition}:batch:${var.region}:${local.account_id}:job-queue/${local.name}-archive",
        "arn:${local.partition}:batch:${var.region}:${local.account_id}:job-definition/${local.name}-archive:*",
      ]
    }
  }
}
