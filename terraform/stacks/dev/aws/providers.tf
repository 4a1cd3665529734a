# Credentials come from the environment: a person's session, or GitLab's token (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE). Tags are the
# module's alone, hence no default_tags.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  dynamic "assume_role" {
    for_each = var.assume_role_arn == null ? [] : [var.assume_role_arn]

    content {
      role_arn     = assume_role.value
      session_name = "captions-dev"
    }
  }
}
