# The seven alarms. Six ask the workspace; that of cost is the budget's (main.budget.tf). All write to people; those of a bad revision
# call the pipeline's trigger too.

locals {
  severities = { critical = 0, error = 1, warning = 2, info = 3 }

  # The line of a request: METHOD ROUTE STATUS MILLISECONDS ms BYTES bytes ID VERDICT ... (Serverless.Api.Telemetry.RequestLogging).
  caption_line = "^POST /?v1/captions 200 [0-9.]+ ms [0-9]+ bytes [^ ]+ (good|review|refused)"

  # Each gives a number, in the column that the alarm measures, or no row where there is nothing to measure. Where several windows must be
  # above the threshold, a row for each, with its time.
  queries = {
    errors = {
      column = "Percent"
      text   = <<-KQL
        AppRequests
        | where Name in ("Caption", "CaptionQueued", "CaptionBlob")
        | summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, toint(ResultCode) >= 500 or (Name != "Caption" and Success == false))
        | where Requests > 0
        | project Percent = 100.0 * Failed / Requests
      KQL
    }
    latency_p95 = {
      column = "Milliseconds"
      text   = <<-KQL
        AppRequests
        | where Name == "Caption"
        | summarize Milliseconds = percentile(DurationMs, 95) by bin(TimeGenerated, ${module.core.alarms.latency_p95.window_minutes}m)
        | where isfinite(Milliseconds)
      KQL
    }
    throttles = {
      column = "Throttles"
      text   = <<-KQL
        AppRequests
        | where Name == "Caption" and ResultCode == "429"
        | summarize Throttles = sum(ItemCount) by bin(TimeGenerated, ${module.core.alarms.throttles.window_minutes}m)
      KQL
    }
    dead_letters = {
      column = "DeadLetters"
      text   = <<-KQL
        union
          (StorageQueueLogs | where OperationName == "PutMessage" and toint(StatusCode) < 300 and Uri has "/${local.poison_queue}/"),
          (StorageBlobLogs | where OperationName in ("PutBlob", "PutBlockList") and toint(StatusCode) < 300 and Uri has "/${local.dead_letters_container}/")
        | summarize DeadLetters = count()
      KQL
    }
    # Messages leave about in the order they came in: where N are deleted, the one that came in as N + 1 is the oldest.
    oldest_event_age = {
      column = "Seconds"
      text   = <<-KQL
        let calls = StorageQueueLogs | where TimeGenerated > ago(1d) and toint(StatusCode) < 300 and Uri has "/${local.uploads_queue}/messages";
        let done = toscalar(calls | where OperationName == "DeleteMessage" | count);
        calls
        | where OperationName == "PutMessage"
        | sort by TimeGenerated asc
        | where row_number() > done
        | summarize Oldest = min(TimeGenerated)
        | where isnotnull(Oldest)
        | project Seconds = datetime_diff("second", now(), Oldest)
      KQL
      range  = "P1D"
    }
    refused = {
      column = "Percent"
      text   = <<-KQL
        AppTraces
        | extend Verdict = extract(@"${local.caption_line}", 1, Message)
        | where isnotempty(Verdict)
        | summarize Captions = sum(ItemCount), Refused = sumif(ItemCount, Verdict == "refused")
        | where Captions >= 10
        | project Percent = 100.0 * Refused / Captions
      KQL
    }
  }

  query_alarms = { for name, query in local.queries : name => merge(module.core.alarms[name], query) }
}

resource "azurerm_monitor_action_group" "people" {
  name                = "ag-${local.name}-people"
  resource_group_name = local.resource_group.name
  short_name          = "captions"
  tags                = local.tags

  dynamic "email_receiver" {
    for_each = toset(var.alarm_emails)
    content {
      name                    = email_receiver.value
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }
}

# The token stands in the address, as GitLab wants it from a webhook
# (https://docs.gitlab.com/ci/triggers/, Use a webhook), and so in the state, which holds nothing else that is secret but the mount's key.
data "azurerm_key_vault_secret" "rollback_token" {
  count = var.rollback_trigger == null ? 0 : 1

  name         = try(split("/", var.rollback_trigger.token_secret)[4], "none")
  key_vault_id = var.secrets_vault_id
}

resource "azurerm_monitor_action_group" "rollback" {
  count = var.rollback_trigger == null ? 0 : 1

  name                = "ag-${local.name}-rollback"
  resource_group_name = local.resource_group.name
  short_name          = "rollback"
  tags                = local.tags

  webhook_receiver {
    name = "pipeline"
    service_uri = join("", [
      "${var.rollback_trigger.url}?token=${urlencode(data.azurerm_key_vault_secret.rollback_token[0].value)}",
      # Variables of the pipeline, in brackets that an address has percent-encoded.
      "&variables%5BROLLBACK_TARGET%5D=azure&variables%5BROLLBACK_ENVIRONMENT%5D=${var.environment}",
    ])
    use_common_alert_schema = true
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "this" {
  for_each = local.query_alarms

  name                      = "alert-${local.name}-${replace(each.key, "_", "-")}"
  display_name              = "${local.name}: ${each.key}"
  description               = each.value.description
  resource_group_name       = local.resource_group.name
  location                  = var.region
  scopes                    = [azurerm_log_analytics_workspace.this.id]
  severity                  = local.severities[each.value.severity]
  enabled                   = true
  evaluation_frequency      = each.value.window_minutes >= 60 ? "PT15M" : "PT${each.value.window_minutes}M"
  window_duration           = each.value.window_minutes >= 60 ? "PT${each.value.window_minutes / 60}H" : "PT${each.value.window_minutes}M"
  query_time_range_override = try(each.value.range, null)
  auto_mitigation_enabled   = true
  skip_query_validation     = true # tables come to be with their first row
  tags                      = local.tags

  criteria {
    query                   = each.value.text
    operator                = "GreaterThan"
    threshold               = each.value.threshold
    time_aggregation_method = "Maximum"
    metric_measure_column   = each.value.column

    failing_periods {
      number_of_evaluation_periods             = each.value.periods
      minimum_failing_periods_to_trigger_alert = each.value.periods
    }
  }

  action {
    action_groups = concat([azurerm_monitor_action_group.people.id], each.value.rolls_back ? azurerm_monitor_action_group.rollback[*].id : [])
    custom_properties = {
      alarm       = each.key
      environment = var.environment
      target      = "azure"
      rolls_back  = tostring(each.value.rolls_back)
    }
  }
}
