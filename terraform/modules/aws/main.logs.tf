# Logs with an end, and traces. The filters count what only the host's own lines tell: one line of JSON a request, with route, status,
# elapsedMs and a note whose second word is the verdict.

locals {
  metric_namespace = "Captions/${local.name}"

  log_metrics = {
    captions     = { pattern = "{ ($.route = \"/v1/captions\") && ($.status = 200) }", unit = "Count" }
    refused      = { pattern = "{ ($.route = \"/v1/captions\") && ($.status = 200) && ($.note = \"* refused *\") }", unit = "Count" }
    server_fails = { pattern = "{ $.status >= 500 }", unit = "Count" }
  }
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_cloudwatch_log_group" "entry" {
  count = local.has_http_api ? 1 : 0

  name              = "/aws/http-api/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.key_arn
  tags              = local.tags
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.log_metrics

  name           = "${local.name}-${replace(each.key, "_", "-")}"
  log_group_name = aws_cloudwatch_log_group.function.name
  pattern        = each.value.pattern

  metric_transformation {
    name          = each.key
    namespace     = local.metric_namespace
    value         = "1"
    default_value = "0"
    unit          = each.value.unit
  }
}

resource "aws_xray_group" "this" {
  group_name        = substr(local.name, 0, 32)
  filter_expression = "resource.arn = \"${local.function_arn}\""
  tags              = local.tags

  insights_configuration {
    insights_enabled      = true
    notifications_enabled = false
  }
}
