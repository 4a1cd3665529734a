# How callers come in: a function URL (the longer timeout, nothing to pay) or an HTTP API (throttling, a domain of one's own, access logs).
# Both stand before the alias, and both ask IAM unless the exception public_access leaves that to keys or tokens.

locals {
  is_public    = contains(keys(var.exceptions), "public_access")
  has_http_api = var.entry == "http_api"
  caption_url  = local.has_http_api ? aws_apigatewayv2_stage.this[0].invoke_url : aws_lambda_function_url.live[0].function_url
}

resource "aws_lambda_function_url" "live" {
  count = local.has_http_api ? 0 : 1

  function_name      = aws_lambda_function.this.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = local.is_public ? "NONE" : "AWS_IAM"
  invoke_mode        = "BUFFERED"
}

# A public URL needs both statements (AWS Lambda Developer Guide, Control access to Lambda function URLs).
resource "aws_lambda_permission" "public_url" {
  count = local.is_public && !local.has_http_api ? 1 : 0

  statement_id           = "public-url"
  function_name          = aws_lambda_function.this.function_name
  qualifier              = aws_lambda_alias.live.name
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "public_url_invoke" {
  count = local.is_public && !local.has_http_api ? 1 : 0

  statement_id             = "public-url-invoke"
  function_name            = aws_lambda_function.this.function_name
  qualifier                = aws_lambda_alias.live.name
  action                   = "lambda:InvokeFunction"
  principal                = "*"
  invoked_via_function_url = true
}

resource "aws_apigatewayv2_api" "this" {
  count = local.has_http_api ? 1 : 0

  name          = local.name
  description   = "Captions of pictures"
  protocol_type = "HTTP"
  tags          = local.tags
}

resource "aws_apigatewayv2_integration" "this" {
  count = local.has_http_api ? 1 : 0

  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000 # the most that an HTTP API waits
}

resource "aws_apigatewayv2_route" "this" {
  count = local.has_http_api ? 1 : 0

  api_id             = aws_apigatewayv2_api.this[0].id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.this[0].id}"
  authorization_type = local.is_public ? "NONE" : "AWS_IAM"
}

resource "aws_apigatewayv2_stage" "this" {
  count = local.has_http_api ? 1 : 0

  api_id      = aws_apigatewayv2_api.this[0].id
  name        = "$default"
  auto_deploy = true
  tags        = local.tags

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.entry[0].arn
    # No address and no query: a path may hold an upload's token.
    format = jsonencode({
      time      = "$context.requestTime"
      requestId = "$context.requestId"
      method    = "$context.httpMethod"
      status    = "$context.status"
      elapsedMs = "$context.responseLatency"
      error     = "$context.integrationErrorMessage"
    })
  }

  # Ten a second for each instance is above what one can caption.
  default_route_settings {
    throttling_rate_limit    = 10 * module.core.limits.max_instances
    throttling_burst_limit   = 10 * module.core.limits.max_instances
    detailed_metrics_enabled = true
  }
}

resource "aws_lambda_permission" "http_api" {
  count = local.has_http_api ? 1 : 0

  statement_id  = "http-api"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this[0].execution_arn}/*/*"
}

# What a caller needs; attach it to roles of the account that may call.
resource "aws_iam_policy" "caller" {
  name        = "${local.name}-${var.region}-caller"
  description = "May ask ${local.name} for captions"
  policy      = data.aws_iam_policy_document.caller.json
  tags        = local.tags
}

data "aws_iam_policy_document" "caller" {
  dynamic "statement" {
    for_each = local.has_http_api ? [] : [1]

    content {
      sid       = "FunctionUrl"
      actions   = ["lambda:InvokeFunctionUrl"]
      resources = ["${local.function_arn}:${local.alias}"]

      condition {
        test     = "StringEquals"
        variable = "lambda:FunctionUrlAuthType"
        values   = ["AWS_IAM"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.has_http_api ? [] : [1]

    content {
      sid       = "InvokedByItsUrl"
      actions   = ["lambda:InvokeFunction"]
      resources = ["${local.function_arn}:${local.alias}"]

      condition {
        test     = "Bool"
        variable = "lambda:InvokedViaFunctionUrl"
        values   = ["true"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.has_http_api ? [1] : []

    content {
      sid       = "HttpApi"
      actions   = ["execute-api:Invoke"]
      resources = ["${aws_apigatewayv2_api.this[0].execution_arn}/*/*"]
    }
  }
}
