# The smallest thing that deploys: pictures on a volume that pods share, callers in one namespace, alarms as files for Prometheus.

provider "kubernetes" {
  config_path    = "~/.kube/config"
  config_context = "kind-captions"
}

module "captions" {
  source = "../../modules/kubernetes"

  environment           = "dev"
  region                = "kind"
  owner                 = "captions-team"
  release_version       = var.release_version
  package               = { image = var.image }
  jobs_image            = var.jobs_image
  max_instances         = 3
  monthly_budget_amount = 20

  store              = { keeps_versions = false, has_own_key = false, volume = { size_gib = 5, storage_class = var.storage_class, is_retained = false, access_mode = "ReadWriteOnce" } }
  allowed_namespaces = ["default"]
  otlp_endpoint      = "http://collector.monitoring.svc:4317"
  monitoring         = { kind = "files" }
  alarm_emails       = []

  exceptions = {
    unversioned_store = "An example on one machine holds nothing worth keeping"
    unencrypted_keys  = "An example on one machine holds nothing confidential"
    deletable_store   = "An example is to be gone without a trace afterwards"
  }
}
