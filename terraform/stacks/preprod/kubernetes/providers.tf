# The pipeline's token, which lives for minutes, comes from the environment (KUBE_TOKEN = GitLab's id_token) and so stands in no plan and no state;
# a person has a context of a kubeconfig.
provider "kubernetes" {
  host                   = var.cluster.host
  cluster_ca_certificate = var.cluster.ca_certificate
  config_path            = var.cluster.kubeconfig
  config_context         = var.cluster.context
}
