# Credentials come from the environment: a person's session (gcloud auth application-default login), or GitLab's token by workload identity
# federation (GOOGLE_APPLICATION_CREDENTIALS). Budgets are asked for in the project's own name, hence the quota project. Labels are the
# module's alone, hence no default_labels.
provider "google" {
  project                     = var.project_id
  region                      = var.region
  billing_project             = var.project_id
  user_project_override       = true
  impersonate_service_account = var.impersonate_service_account
}
