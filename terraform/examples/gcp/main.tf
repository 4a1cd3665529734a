# The smallest thing that deploys: everything else has a default, and every protection is on but one, with its reason.

module "captions" {
  source = "../../modules/gcp"

  environment     = "dev"
  region          = "europe-west1"
  owner           = "captions-team"
  project_id      = var.project_id
  billing_account = var.billing_account
  release_version = var.release_version
  package         = { image = var.image }
  alarm_emails    = [var.caller]
  invokers        = ["user:${var.caller}"]

  max_instances         = 2
  monthly_budget_amount = 10

  exceptions = {
    public_network = "Tried from a laptop over the internet; IAM checks every caller."
  }
}
