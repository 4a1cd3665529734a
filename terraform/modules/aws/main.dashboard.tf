# One page: the seven alarms, and the curves behind them.

locals {
  queue_metrics = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"]
  calls         = ["AWS/Lambda", "Invocations", "FunctionName", local.name]

  # "." repeats what stands there in the line before, "..." all of it.
  dashboard_charts = [
    {
      title = "Calls"
      metrics = [
        concat(local.calls, [{ stat = "Sum" }]),
        [".", "Errors", ".", ".", { stat = "Sum" }],
        [".", "Throttles", ".", ".", { stat = "Sum" }],
      ]
    },
    {
      title = "Duration (ms)"
      metrics = [
        ["AWS/Lambda", "Duration", "FunctionName", local.name, { stat = "p50" }],
        ["...", { stat = "p95" }],
        ["...", { stat = "p99" }],
      ]
    },
    { title = "Instances", metrics = [["AWS/Lambda", "ConcurrentExecutions", "FunctionName", local.name, { stat = "Maximum" }]] },
    {
      title = "Captions and refusals"
      metrics = [
        [local.metric_namespace, "captions", { stat = "Sum" }],
        [".", "refused", { stat = "Sum" }],
      ]
    },
    {
      title = "Events that wait"
      metrics = [
        concat(local.queue_metrics, ["${local.name}-events", { stat = "Maximum" }]),
        [".", "ApproximateAgeOfOldestMessage", ".", ".", { stat = "Maximum", yAxis = "right" }],
      ]
    },
    { title = "Dead letters", metrics = [concat(local.queue_metrics, ["${local.name}-dead-letters", { stat = "Maximum" }])] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type       = "alarm", x = 0, y = 0, width = 24, height = 4
        properties = { title = "Alarms", alarms = values(local.alarm_arns) }
      }],
      [for index, chart in local.dashboard_charts : {
        type       = "metric", x = 8 * (index % 3), y = 4 + 6 * floor(index / 3), width = 8, height = 6
        properties = { title = chart.title, region = var.region, view = "timeSeries", period = 300, metrics = chart.metrics }
      }],
    )
  })
}
