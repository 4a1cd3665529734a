output "caption_url" {
  description = "Where callers ask: POST <caption_url>/v1/captions, with a function key."
  value       = module.captions.caption_url
}

output "store" {
  description = "Address of the pictures."
  value       = module.captions.store
}

output "result_store" {
  description = "Address of the results."
  value       = module.captions.result_store
}

output "deployment" {
  description = "What deployments need to know."
  value       = module.captions.deployment
}
