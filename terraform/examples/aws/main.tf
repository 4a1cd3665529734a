# The smallest thing that deploys: a package in a bucket, a function behind a URL that asks IAM, a store whose uploads are captioned.

module "captions" {
  source = "../../modules/aws"

  environment     = "dev"
  region          = var.region
  owner           = var.owner
  release_version = var.release_version
  alarm_emails    = var.alarm_emails

  max_instances         = 2
  monthly_budget_amount = 10

  package = {
    bucket        = var.package_bucket
    key           = var.package_key
    sha256_base64 = var.package_sha256_base64
  }
}
