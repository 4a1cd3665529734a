output "caption_url" {
  description = "Where callers ask."
  value       = module.captions.caption_url
}

output "store" {
  description = "Where pictures are put."
  value       = module.captions.store
}

output "result_store" {
  description = "Where results stand."
  value       = module.captions.result_store
}
