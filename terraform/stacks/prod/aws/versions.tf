terraform {
  # 1.10 is the first that locks a state in S3 without a table beside it.
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0, < 7.0"
    }
  }

  # The bucket and its region belong to the account: terraform init -backend-config=bucket=BUCKET -backend-config=region=REGION
  backend "s3" {
    key          = "captions/prod/aws.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}
