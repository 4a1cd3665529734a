terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0, < 7.0"
    }
  }

  # The bucket belongs to the project: terraform init -backend-config=bucket=BUCKET. Cloud Storage locks the state itself.
  backend "gcs" {
    prefix = "captions/prod/gcp"
  }
}
