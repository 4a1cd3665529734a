output "caption_url" {
  description = "Where callers ask; ends with a slash."
  value       = var.entry.kind == "cluster" ? "http://${kubernetes_service_v1.captions["all"].metadata[0].name}.${module.core.name}.svc.cluster.local/" : "https://${var.entry.host}/"
}

output "store" {
  description = "Where pictures are put: an address whose uploads are captioned."
  value       = local.events_from
}

output "result_store" {
  description = "Where results stand."
  value       = local.result_store
}

output "registry" {
  description = "Registry and repository of the host's image."
  value       = replace(var.package.image, "/(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$/", "")
}

output "alarms" {
  description = "The seven alarms as NAMESPACE/OBJECT/ALERT: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost and refused."
  value       = { for name, alert in local.alarm_names : name => "${module.core.name}/${var.monitoring.kind == "operator" ? local.name : "${local.name}-alarms"}/${alert}" }
}

output "identity" {
  description = "Service account that the pods run as, as the API server names it."
  value       = "system:serviceaccount:${module.core.name}:${kubernetes_service_account_v1.captions.metadata[0].name}"
}

output "deployment" {
  description = "What the delivery needs to know of this deployment."
  value = {
    cloud             = "kubernetes"
    environment       = var.environment
    region            = var.region
    namespace         = module.core.name
    deployment        = kubernetes_deployment_v1.captions["stable"].metadata[0].name
    canary_deployment = kubernetes_deployment_v1.captions["canary"].metadata[0].name
    service           = kubernetes_service_v1.captions["all"].metadata[0].name
    autoscaler        = kubernetes_horizontal_pod_autoscaler_v2.captions.metadata[0].name
    jobs              = { for name, job in kubernetes_cron_job_v1.jobs : name => job.metadata[0].name }
    container         = "captions"
    route             = var.entry.kind == "gateway" ? local.name : null # weights of its backends move traffic; null: the ratio of replicas does
    replicas = {
      stable_min = local.stable_replicas_min
      stable_max = local.stable_replicas_max
      canary_max = local.canary_replicas_max
    }
    canary           = var.canary
    alarm_thresholds = var.alarm_thresholds
  }
}
