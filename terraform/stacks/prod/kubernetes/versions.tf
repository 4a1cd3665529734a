terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.30, < 3.0"
    }
  }

  # GitLab keeps the state, with locks. Its project is named at init:
  # terraform init -backend-config=address=$CI_API_V4_URL/projects/$CI_PROJECT_ID/terraform/state/prod-kubernetes (and lock_address, unlock_address)
  backend "http" {
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
