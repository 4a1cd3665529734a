terraform {
  # 1.10 is the first that locks a state in S3 without a table beside it.
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }

  # Bucket and region come from the command line: terraform init -backend-config=bucket=... -backend-config=region=...
  backend "s3" {
    key          = "captions/preprod/aws.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

# Credentials come from the environment: a person's session, or GitLab's token (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE). Tags are the
# module's alone.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  dynamic "assume_role" {
    for_each = var.assume_role_arn == null ? [] : [var.assume_role_arn]

    content {
      role_arn     = assume_role.value
      session_name = "captions-preprod"
    }
  }
}
