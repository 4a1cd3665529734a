output "caption_url" {
  description = "Where callers ask; ends with a slash."
  value       = "${trimsuffix(local.caption_url, "/")}/"
}

output "store" {
  description = "Where pictures are put: an address whose uploads are captioned."
  value       = "s3://${aws_s3_bucket.this["store"].bucket}/${var.events_prefix}"
}

output "result_store" {
  description = "Where results stand."
  value       = "s3://${aws_s3_bucket.this["results"].bucket}/"
}

output "registry" {
  description = "Address below which the repositories host, jobs and models are."
  value       = local.registry
}

output "alarms" {
  description = "The seven alarms' ARNs: errors, latency_p95, throttles, dead_letters, oldest_event_age, cost and refused."
  value       = { for alarm, resource in aws_cloudwatch_metric_alarm.this : alarm => resource.arn }
}

output "identity" {
  description = "ARN of the role that the function runs as."
  value       = aws_iam_role.function.arn
}

output "deployment" {
  description = "What the delivery needs to know of this deployment."
  value = {
    cloud             = "aws"
    environment       = var.environment
    region            = var.region
    function_name     = aws_lambda_function.this.function_name
    alias             = aws_lambda_alias.live.name
    package_bucket    = var.package.bucket
    package_key       = var.package.key
    form              = local.is_image ? "image" : "zip"
    codedeploy_app    = aws_codedeploy_app.this.name
    codedeploy_group  = aws_codedeploy_deployment_group.live.deployment_group_name
    deploy_role       = one(aws_iam_role.deploy[*].arn)
    caller_policy     = aws_iam_policy.caller.arn
    archive_job       = one(aws_batch_job_definition.archive[*].name)
    archive_job_queue = one(aws_batch_job_queue.archive[*].name)
    canary            = var.canary
    alarm_thresholds  = var.alarm_thresholds
    limits            = module.core.limits
    budget            = module.core.budget
    protections       = module.core.protections
  }
}
