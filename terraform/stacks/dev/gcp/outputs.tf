# What the module gives, for the delivery: terraform output -json.

output "caption_url" {
  description = "Address of the service; POST /v1/captions takes pictures."
  value       = module.captions.caption_url
}

output "store" {
  description = "Where pictures are put: gs://bucket/ and the folder whose uploads are captioned."
  value       = module.captions.store
}

output "result_store" {
  description = "Where results are written: gs://bucket/."
  value       = module.captions.result_store
}

output "registry" {
  description = "Where images are pushed: REGION-docker.pkg.dev/PROJECT/REPOSITORY."
  value       = module.captions.registry
}

output "alarms" {
  description = "The seven alarms by name: names of alert policies, and of the budget for cost."
  value       = module.captions.alarms
}

output "identity" {
  description = "What the service runs as: the address of its service account."
  value       = module.captions.identity
}

output "deployment" {
  description = "What the deploy code needs: where the service is, what it is called, how a revision comes in."
  value       = module.captions.deployment
}
