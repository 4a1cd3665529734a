# One page: a chart for each alarm, over the same queries by time.

locals {
  charts = [
    { title = "Requests by status", query = "AppRequests | where Name == \"Caption\" | summarize Requests = sum(ItemCount) by ResultCode, bin(TimeGenerated, 5m) | render timechart" },
    { title = "Latency, ms", query = "AppRequests | where Name == \"Caption\" | summarize p50 = percentile(DurationMs, 50), p95 = percentile(DurationMs, 95) by bin(TimeGenerated, 5m) | render timechart" },
    { title = "Throttled requests", query = "AppRequests | where Name == \"Caption\" and ResultCode == \"429\" | summarize Throttles = sum(ItemCount) by bin(TimeGenerated, 1m) | render timechart" },
    { title = "Uploads: in and out of the queue", query = "StorageQueueLogs | where Uri has \"/${local.uploads_queue}/messages\" and OperationName in (\"PutMessage\", \"DeleteMessage\") | summarize Messages = count() by OperationName, bin(TimeGenerated, 5m) | render timechart" },
    { title = "Dead letters", query = "union (StorageQueueLogs | where OperationName == \"PutMessage\" and Uri has \"/${local.poison_queue}/\"), (StorageBlobLogs | where OperationName in (\"PutBlob\", \"PutBlockList\") and Uri has \"/${local.dead_letters_container}/\") | summarize DeadLetters = count() by bin(TimeGenerated, 5m) | render timechart" },
    { title = "Verdicts", query = "AppTraces | extend Verdict = extract(@\"${local.caption_line}\", 1, Message) | where isnotempty(Verdict) | summarize Captions = sum(ItemCount) by Verdict, bin(TimeGenerated, 15m) | render timechart" },
  ]

  # https://learn.microsoft.com/azure/azure-portal/azure-portal-dashboards-structure
  dashboard = {
    lenses = {
      "0" = {
        order = 0
        parts = { for index, chart in local.charts : tostring(index) => {
          position = { x = 8 * (index % 2), y = 4 * floor(index / 2), colSpan = 8, rowSpan = 4 }
          metadata = {
            type = "Extension/Microsoft_OperationsManagementSuite_Workspace/PartType/LogsDashboardPart"
            inputs = [
              { name = "resourceTypeMode", isOptional = true },
              { name = "ComponentId", isOptional = true },
              { name = "Scope", value = { resourceIds = [local.workspace_scope] }, isOptional = true },
              { name = "PartId", value = "part-${index}", isOptional = true },
              { name = "Version", value = "2.0", isOptional = true },
              { name = "TimeRange", value = "P1D", isOptional = true },
              { name = "Query", value = chart.query, isOptional = true },
              { name = "ControlType", value = "FrameControlChart", isOptional = true },
              { name = "SpecificChart", value = "Line", isOptional = true },
              { name = "PartTitle", value = chart.title, isOptional = true },
              { name = "PartSubTitle", value = local.name, isOptional = true },
            ]
          }
        } }
      }
    }
    metadata = { model = {} }
  }
}

resource "azurerm_portal_dashboard" "this" {
  name                 = "dash-${local.name}"
  resource_group_name  = local.resource_group.name
  location             = var.region
  dashboard_properties = jsonencode(local.dashboard)
  tags                 = merge(local.tags, { hidden-title = "Captions ${var.environment}" })
}
