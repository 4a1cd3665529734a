output "caption_url" {
  description = "Where callers of the cluster ask."
  value       = module.captions.caption_url
}

output "deployment" {
  description = "What the delivery needs to know of this deployment."
  value       = module.captions.deployment
}
