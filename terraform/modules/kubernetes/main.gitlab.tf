# Who may deploy: GitLab's tokens for the protected refs of one project, whose `sub` the API server takes as the name of a user (its OIDC issuer
# is GitLab, usernameClaim sub). It may move what a deploy moves, and see how that goes. Nothing else; it holds no key.

resource "kubernetes_role_v1" "deploy" {
  metadata {
    name        = "${local.name}-deploy"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  rule {
    api_groups     = ["apps"]
    resources      = ["deployments", "deployments/scale"]
    resource_names = [for deployment in kubernetes_deployment_v1.captions : deployment.metadata[0].name]
    verbs          = ["get", "list", "watch", "patch"] # list and watch of these names alone: kubectl rollout status
  }

  rule {
    api_groups     = ["autoscaling"]
    resources      = ["horizontalpodautoscalers"]
    resource_names = [kubernetes_horizontal_pod_autoscaler_v2.captions.metadata[0].name]
    verbs          = ["get", "patch"]
  }

  rule {
    api_groups     = ["batch"]
    resources      = ["cronjobs"]
    resource_names = [for job in kubernetes_cron_job_v1.jobs : job.metadata[0].name]
    verbs          = ["get", "patch"]
  }

  rule {
    api_groups = [""]
    resources  = ["pods"]
    verbs      = ["get", "list", "watch"]
  }

  rule {
    api_groups     = [""]
    resources      = ["services"]
    resource_names = [kubernetes_service_v1.captions["all"].metadata[0].name]
    verbs          = ["get", "patch"]
  }

  # A revision is asked before it has traffic; pods have names that nobody knows before.
  rule {
    api_groups = [""]
    resources  = ["pods/portforward"]
    verbs      = ["create"]
  }

  dynamic "rule" {
    for_each = kubernetes_manifest.route

    content {
      api_groups     = ["gateway.networking.k8s.io"]
      resources      = ["httproutes"]
      resource_names = [local.name]
      verbs          = ["get", "patch"]
    }
  }
}

resource "kubernetes_role_binding_v1" "deploy" {
  count = var.gitlab == null ? 0 : 1

  metadata {
    name        = "${local.name}-deploy"
    namespace   = local.namespace
    labels      = local.labels
    annotations = local.annotations
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.deploy.metadata[0].name
  }

  dynamic "subject" {
    for_each = var.gitlab.protected_refs

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "User"
      name      = "${var.gitlab_username_prefix}project_path:${var.gitlab.project_path}:ref_type:branch:ref:${subject.value}"
    }
  }
}
