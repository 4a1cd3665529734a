# Credentials come from gcloud auth application-default login.
provider "google" {
  project               = var.project_id
  region                = "europe-west1"
  billing_project       = var.project_id # budgets are asked for in this project's name
  user_project_override = true
}
