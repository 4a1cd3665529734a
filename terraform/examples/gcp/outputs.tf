output "caption_url" {
  description = "Address of the service."
  value       = module.captions.caption_url
}

output "store" {
  description = "Where pictures are put."
  value       = module.captions.store
}

output "result_store" {
  description = "Where results are written."
  value       = module.captions.result_store
}

output "registry" {
  description = "Where images are pushed."
  value       = module.captions.registry
}
