output "caption_url" {
  description = "Where callers ask; ends with a slash."
  value       = module.captions.caption_url
}

output "store" {
  description = "Where pictures are put: an address whose uploads are captioned."
  value       = module.captions.store
}

output "result_store" {
  description = "Where results stand."
  value       = module.captions.result_store
}

output "registry" {
  description = "Address below which the repositories host, jobs and models are."
  value       = module.captions.registry
}

output "alarms" {
  description = "The seven alarms' ARNs: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost and refused."
  value       = module.captions.alarms
}

output "identity" {
  description = "ARN of the role that the function runs as."
  value       = module.captions.identity
}

output "deployment" {
  description = "What the delivery needs to know of this deployment."
  value       = module.captions.deployment
}
