output "caption_url" {
  description = "Where callers ask: POST <caption_url>/v1/captions. With access platform they send a function key in x-functions-key."
  value       = module.captions.caption_url
}

output "store" {
  description = "Address of the pictures, az://account/container/; uploads below events_prefix are captioned."
  value       = module.captions.store
}

output "result_store" {
  description = "Address of the results, az://account/container/."
  value       = module.captions.result_store
}

output "registry" {
  description = "Host name of the container registry."
  value       = module.captions.registry
}

output "alarms" {
  description = "Ids of the seven alarms: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost (the budget) and refused."
  value       = module.captions.alarms
}

output "identity" {
  description = "Resource id of the managed identity that the function runs as."
  value       = module.captions.identity
}

output "deployment" {
  description = "What deployments need to know: where the app is, how a revision comes in, and when it goes back."
  value       = module.captions.deployment
}
