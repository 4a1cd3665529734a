# Traces. Cloud Run samples one request in ten seconds of each instance by itself, and the log lines carry their trace's name. With
# collector_image all spans and measurements of the program go, by a collector beside it, to Cloud Trace and Cloud Monitoring: the
# program's exporter speaks OTLP and has no credentials of Google's.

locals {
  trace_settings = merge(
    { GOOGLE_CLOUD_PROJECT = var.project_id },
    var.collector_image == null ? {} : {
      OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:4317"
      OTEL_SERVICE_NAME           = module.core.name
      OTEL_RESOURCE_ATTRIBUTES    = "service.version=${var.release_version},deployment.environment.name=${var.environment}"
    },
  )

  collector_config = yamlencode({
    receivers = { otlp = { protocols = { grpc = { endpoint = "127.0.0.1:4317" } } } }
    processors = {
      memory_limiter    = { check_interval = "1s", limit_percentage = 65, spike_limit_percentage = 20 }
      resourcedetection = { detectors = ["env", "gcp"], timeout = "10s" }
      batch             = { send_batch_max_size = 200, send_batch_size = 200, timeout = "5s" }
    }
    exporters = {
      googlecloud             = { project = var.project_id }
      googlemanagedprometheus = { project = var.project_id }
    }
    extensions = { health_check = { endpoint = "0.0.0.0:13133" } }
    service = {
      extensions = ["health_check"]
      pipelines = {
        traces  = { receivers = ["otlp"], processors = ["memory_limiter", "resourcedetection", "batch"], exporters = ["googlecloud"] }
        metrics = { receivers = ["otlp"], processors = ["memory_limiter", "resourcedetection", "batch"], exporters = ["googlemanagedprometheus"] }
      }
    }
  })
}

# Rights that only a whole project can give.
resource "google_project_iam_member" "collector" {
  for_each = var.collector_image == null ? toset([]) : toset(["roles/cloudtrace.agent", "roles/monitoring.metricWriter"])

  project = var.project_id
  role    = each.value
  member  = google_service_account.caption.member
}
