// Rules over plans for Azure. Events, and what becomes of those that fail.
import { blobEvents } from './grammar.mjs';
import { apps, breach, each, inRange, noApp, setting, target } from './model.mjs';

export default [
  {
    id: 'azure-events-dead-letters',
    control: 'failure_path',
    target,
    public: null,
    says: 'What Event Grid cannot deliver it tries for a day, then keeps.',
    // learn.microsoft.com/azure/event-grid/delivery-and-retry: 1 to 30 attempts, 1 to 1440 minutes
    check: each(
      'azurerm_eventgrid_system_topic_event_subscription',
      subscription =>
        subscription.has('storage_blob_dead_letter_destination.0.storage_blob_container_name') &&
        inRange(subscription.get('retry_policy.0.max_delivery_attempts'), 5, 30) &&
        inRange(subscription.get('retry_policy.0.event_time_to_live'), 60, 1440),
      'an event that cannot be delivered is dropped',
    ),
  },
  {
    id: 'azure-events-filtered',
    control: 'failure_path',
    target,
    public: null,
    says: 'Events come from one folder, for whole files alone.',
    // learn.microsoft.com/azure/storage/blobs/storage-blob-event-overview, Filtering events
    check: each(
      'azurerm_eventgrid_system_topic_event_subscription',
      subscription =>
        /^\/blobServices\/default\/containers\/[a-z0-9-]{3,63}\/blobs\/.+\/$/.test(
          subscription.get('subject_filter.0.subject_begins_with') ?? '',
        ) &&
        subscription.list('included_event_types').length > 0 &&
        subscription.list('included_event_types').every(type => blobEvents.includes(type)) &&
        subscription
          .list('advanced_filter.0.string_in')
          .some(({ key, values }) => key === 'data.api' && values.includes('FlushWithClose') && !values.includes('CreateFile')),
      'events come from other folders, of kinds that are none, or before the data',
    ),
  },
  {
    id: 'azure-events-by-identity',
    control: 'failure_path',
    target,
    public: null,
    says: 'Event Grid delivers, and keeps what it cannot deliver, by an identity of the topic.',
    check: each(
      'azurerm_eventgrid_system_topic_event_subscription',
      subscription =>
        ['delivery_identity', 'dead_letter_identity'].every(block => subscription.get(`${block}.0.type`) === 'SystemAssigned'),
      'it delivers by a key, or by an identity that stops before a firewall',
    ),
  },
  {
    id: 'azure-poison-queue',
    control: 'failure_path',
    target,
    public: null,
    says: 'The queue of uploads has its poison queue.',
    check: model => [
      ...model.missing('azurerm_storage_queue'),
      ...model
        .ofType('azurerm_eventgrid_system_topic_event_subscription')
        .filter(
          subscription =>
            subscription.get('storage_queue_endpoint.0.queue_name') &&
            !model
              .ofType('azurerm_storage_queue')
              .some(queue => queue.get('name') === `${subscription.get('storage_queue_endpoint.0.queue_name')}-poison`),
        )
        .map(subscription =>
          breach(
            subscription,
            `there is no queue ${subscription.get('storage_queue_endpoint.0.queue_name')}-poison, and nobody may make it`,
          ),
        ),
    ],
  },
  {
    id: 'azure-queue-is-read',
    control: 'failure_path',
    target,
    public: null,
    says: 'The function reads the queue that events come to.',
    check: model => [
      ...noApp(model),
      ...model.missing('azurerm_eventgrid_system_topic_event_subscription'),
      ...model
        .ofType('azurerm_eventgrid_system_topic_event_subscription')
        .filter(
          subscription =>
            !apps(model).some(app => setting(app, 'CaptionQueue') === subscription.get('storage_queue_endpoint.0.queue_name')),
        )
        .map(subscription => breach(subscription, 'no function reads its queue')),
    ],
  },
];
