# The smallest thing that deploys: everything else has a default, and every protection is on but one, with its reason.

provider "google" {
  project               = var.project_id
  region                = "europe-west1"
  billing_project       = var.project_id # budgets are asked for in this project's name
  user_project_override = true
}

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

  exceptions = {
    public_network = "Tried from a laptop over the internet; IAM checks every caller."
  }
}
