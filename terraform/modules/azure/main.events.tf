# An upload -> Event Grid -> a queue -> the function; what cannot be delivered lies in a container, what cannot be done in a queue.

resource "azurerm_storage_queue" "this" {
  for_each = toset([local.uploads_queue, local.poison_queue])

  name               = each.key
  storage_account_id = azurerm_storage_account.this["store"].id
}

resource "azurerm_eventgrid_system_topic" "store" {
  name                = "evgst-${local.name}"
  resource_group_name = local.resource_group.name
  location            = var.region
  source_resource_id  = azurerm_storage_account.this["store"].id
  topic_type          = "Microsoft.Storage.StorageAccounts"
  tags                = local.tags

  # Past the firewall of a storage account Event Grid delivers with an identity of the topic's own alone:
  # https://learn.microsoft.com/azure/event-grid/handler-storage-queues (Note).
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "event_delivery" {
  scope                = "${local.queue_scope_prefix}/${azurerm_storage_queue.this[local.uploads_queue].name}"
  role_definition_name = "Storage Queue Data Message Sender"
  principal_id         = azurerm_eventgrid_system_topic.store.identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "event_dead_letters" {
  scope                = "${local.container_scope_prefix}/${azurerm_storage_container.store[local.dead_letters_container].name}"
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_eventgrid_system_topic.store.identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_eventgrid_system_topic_event_subscription" "uploads" {
  name                  = "uploads"
  system_topic          = azurerm_eventgrid_system_topic.store.name
  resource_group_name   = local.resource_group.name
  event_delivery_schema = "EventGridSchema"
  included_event_types  = ["Microsoft.Storage.BlobCreated", "Microsoft.Storage.BlobDeleted"]

  subject_filter {
    subject_begins_with = "/blobServices/default/containers/${local.pictures_container}/blobs/${var.events_prefix}"
    case_sensitive      = true
  }

  # CreateFile comes before the data; FlushWithClose after it.
  advanced_filter {
    string_in {
      key    = "data.api"
      values = ["CopyBlob", "DeleteBlob", "DeleteFile", "FlushWithClose", "PutBlob", "PutBlockList"]
    }
  }

  storage_queue_endpoint {
    storage_account_id                    = azurerm_storage_account.this["store"].id
    queue_name                            = azurerm_storage_queue.this[local.uploads_queue].name
    queue_message_time_to_live_in_seconds = 604800
  }

  delivery_identity {
    type = "SystemAssigned"
  }

  storage_blob_dead_letter_destination {
    storage_account_id          = azurerm_storage_account.this["store"].id
    storage_blob_container_name = azurerm_storage_container.store[local.dead_letters_container].name
  }

  dead_letter_identity {
    type = "SystemAssigned"
  }

  retry_policy {
    event_time_to_live    = 1440
    max_delivery_attempts = 30
  }

  depends_on = [azurerm_role_assignment.event_delivery, azurerm_role_assignment.event_dead_letters]
}
