# Pictures are found by pushed CloudEvents and by a sweep, which finds what events missed.

locals {
  sweep_schedule = (
    var.sweep_interval_minutes < 60 ? "*/${var.sweep_interval_minutes} * * * *" :
    var.sweep_interval_minutes < 1440 ? "17 */${var.sweep_interval_minutes / 60} * * *" : "17 2 * * *"
  )
}

resource "kubernetes_manifest" "trigger" {
  count = var.events_broker == null ? 0 : 1

  manifest = {
    apiVersion = "eventing.knative.dev/v1"
    kind       = "Trigger"
    metadata = {
      name      = local.name
      namespace = local.namespace
      labels    = local.labels
    }
    spec = {
      broker  = var.events_broker.name
      filters = [{ any = [for type in var.events_broker.types : { exact = { type = type } }] }]
      subscriber = {
        ref = { apiVersion = "v1", kind = "Service", name = kubernetes_service_v1.captions["all"].metadata[0].name }
        uri = "/v1/events"
      }
      delivery = {
        retry          = 5
        backoffPolicy  = "exponential"
        backoffDelay   = "PT10S"
        timeout        = "PT${module.core.limits.timeout_seconds + 10}S"
        deadLetterSink = { uri = var.events_broker.dead_letter_uri }
      }
    }
  }
}
