# The pipeline comes with a token that lives for minutes, a person with a context of a kubeconfig.
provider "kubernetes" {
  host                   = var.cluster.host
  cluster_ca_certificate = var.cluster.ca_certificate
  token                  = var.cluster_token
  config_path            = var.cluster.kubeconfig
  config_context         = var.cluster.context
}
