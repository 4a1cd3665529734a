// From an upload to its caption, or to the dead letters.
import { breach, cron, duration, durations, isLinked, mainContainer, seconds, settingsOf } from './grammar.mjs';

const pushed = model => model.ofType('google_pubsub_subscription').filter(subscription => subscription.list('push_config').length > 0);
const eachPushed = check => model => [...pushed(model).length ? [] : [{ address: 'google_pubsub_subscription', message: 'there is no subscription that pushes' }], ...pushed(model).flatMap(subscription => check(subscription, model))];
const service = model => model.ofType('google_cloud_run_v2_service')[0];
const topicsOf = (model, subscription, path) => model.ofType('google_pubsub_topic').filter(topic => isLinked(model, subscription, path, topic, 'id', 'name'));

export default [
  {
    id: 'gcp-uploads-told', control: 'failure_path', public: null,
    says: 'New objects of the folder that the program heeds are told of, with their description.',
    check: model => [...model.missing('google_storage_notification'), ...model.ofType('google_storage_notification').flatMap(notification => {
      const events = notification.list('event_types');
      const heeded = service(model) ? settingsOf(mainContainer(service(model))).CAPTION_EVENTS_FROM : undefined;
      const told = `gs://${notification.get('bucket')}/${notification.get('object_name_prefix') ?? ''}`;
      return [
        ...events.includes('OBJECT_FINALIZE') ? [] : [breach(notification, 'OBJECT_FINALIZE is not told of')],
        ...events.filter(event => !['OBJECT_FINALIZE', 'OBJECT_DELETE', 'OBJECT_ARCHIVE'].includes(event)).map(event => breach(notification, `${event} is told of, which the program ignores`)),
        ...notification.get('payload_format') === 'JSON_API_V1' ? [] : [breach(notification, 'it does not describe the object')],
        ...heeded === undefined || heeded === told ? [] : [breach(notification, `it tells of ${told}, the program heeds ${heeded}`)],
      ];
    })],
  },
  {
    id: 'gcp-uploads-publishable', control: 'failure_path', public: null,
    says: 'Cloud Storage may publish to the topic that its notifications go to.',
    check: model => [...model.missing('google_storage_notification'), ...model.ofType('google_storage_notification').filter(notification =>
      !topicsOf(model, notification, 'topic').some(topic => model.ofType('google_pubsub_topic_iam_member').some(grant => grant.get('role') === 'roles/pubsub.publisher'
        && isLinked(model, grant, 'topic', topic, 'name', 'id') && (grant.isUnknown('member') || /@gs-project-accounts\./.test(grant.get('member') ?? '')))))
      .map(notification => breach(notification, 'Cloud Storage may not publish to its topic'))],
  },
  {
    id: 'gcp-push-authenticated', control: 'failure_path', public: null,
    says: 'Events are pushed over https to the service, with a token for it.',
    check: eachPushed((subscription, model) => {
      const endpoint = subscription.get('push_config.0.push_endpoint');
      const audience = subscription.get('push_config.0.oidc_token.0.audience');
      const asked = service(model) ? settingsOf(mainContainer(service(model))).CAPTION_EVENTS_AUDIENCE : undefined;
      return [
        ...endpoint === undefined || /^https:\/\/[a-z0-9.-]+\//.test(endpoint) ? [] : [breach(subscription, `it pushes to ${endpoint}`)],
        ...subscription.has('push_config.0.oidc_token.0.service_account_email') ? [] : [breach(subscription, 'it pushes without a token')],
        ...audience === undefined || endpoint === undefined || endpoint.startsWith(`${audience}/`) ? [] : [breach(subscription, `its token is for ${audience}, not for the service`)],
        ...asked === undefined || asked === audience ? [] : [breach(subscription, `its token is for ${audience}, the program asks for ${asked}`)],
      ];
    }),
  },
  {
    id: 'gcp-push-has-time', control: 'time_and_memory', public: null,
    says: 'A push may take as long as the service may; else what still runs is delivered again.',
    check: eachPushed((subscription, model) => {
      const deadline = subscription.get('ack_deadline_seconds');
      const timeout = Math.min(600, seconds(service(model)?.get('template.0.timeout')) ?? 600);
      return deadline >= timeout && deadline <= 600 ? [] : [breach(subscription, `its acknowledgement deadline is ${deadline ?? 'the default of 10'} s, the service takes up to ${timeout} s`)];
    }),
  },
  {
    id: 'gcp-dead-letters', control: 'failure_path', public: null,
    says: 'What cannot be delivered in 5 to 100 attempts goes to a topic whose subscription keeps it.',
    check: eachPushed((subscription, model) => {
      const topics = topicsOf(model, subscription, 'dead_letter_policy.0.dead_letter_topic');
      const attempts = subscription.get('dead_letter_policy.0.max_delivery_attempts');
      const keeps = model.ofType('google_pubsub_subscription').some(other => other !== subscription && topics.some(topic => isLinked(model, other, 'topic', topic, 'id', 'name')));
      return [
        ...topics.length ? [] : [breach(subscription, 'it has no dead-letter topic')],
        ...topics.length === 0 || keeps ? [] : [breach(subscription, 'nothing subscribes to its dead letters, so they are lost')],
        ...topics.length === 0 || attempts >= 5 && attempts <= 100 ? [] : [breach(subscription, `it gives up after ${attempts ?? 'no number of'} attempts; 5 to 100`)],
      ];
    }),
  },
  {
    id: 'gcp-dead-letters-forwardable', control: 'failure_path', public: null,
    says: 'Pub/Sub may forward dead letters: publish to their topic, take from the subscription.',
    check: eachPushed((subscription, model) => {
      const isAgents = grant => /@gcp-sa-pubsub\./.test(grant.get('member') ?? '');
      const publishes = topicsOf(model, subscription, 'dead_letter_policy.0.dead_letter_topic').every(topic => model.ofType('google_pubsub_topic_iam_member')
        .some(grant => grant.get('role') === 'roles/pubsub.publisher' && isAgents(grant) && isLinked(model, grant, 'topic', topic, 'name', 'id')));
      const takes = model.ofType('google_pubsub_subscription_iam_member').some(grant => grant.get('role') === 'roles/pubsub.subscriber' && isAgents(grant)
        && isLinked(model, grant, 'subscription', subscription, 'name', 'id'));
      return [...publishes ? [] : [breach(subscription, 'Pub/Sub may not publish to its dead-letter topic')], ...takes ? [] : [breach(subscription, 'Pub/Sub may not take from it what is dead')]];
    }),
  },
  {
    id: 'gcp-subscriptions-stay', control: 'failure_path', public: null,
    says: 'Subscriptions never expire, and keep messages for a week or more.',
    check: model => [...model.missing('google_pubsub_subscription'), ...model.ofType('google_pubsub_subscription').flatMap(subscription => [
      ...subscription.list('expiration_policy').length > 0 && (subscription.get('expiration_policy.0.ttl') ?? '') === '' ? [] : [breach(subscription, 'it expires when nothing is taken from it')],
      ...seconds(subscription.get('message_retention_duration')) >= 604800 ? [] : [breach(subscription, 'it keeps messages for less than a week')],
    ])],
  },
  {
    id: 'gcp-messages-stay-in-region', control: 'private_by_default', public: null,
    says: 'Messages are kept in the deployment\'s region.',
    check: model => [...model.missing('google_pubsub_topic'), ...model.ofType('google_pubsub_topic').filter(topic => {
      const regions = topic.list('message_storage_policy.0.allowed_persistence_regions');
      const here = service(model)?.get('location');
      return regions.length === 0 || here !== undefined && regions.some(region => region !== here);
    }).map(topic => breach(topic, 'it may keep messages anywhere else'))],
  },
  {
    id: 'gcp-durations', control: 'time_and_memory', public: null,
    says: 'Durations are seconds with an s, as Google\'s interfaces take them.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...durations.flatMap(([type, path]) => model.ofType(type)
      .filter(resource => ![undefined, ''].includes(resource.get(path)) && !duration.test(resource.get(path)))
      .map(resource => breach(resource, `${path} is ${resource.get(path)}, which is no duration such as 30s`)))],
  },
  {
    id: 'gcp-schedule-grammar', control: 'time_and_memory', public: null,
    says: 'Schedules are five fields of unix-cron, with a time zone and a limit of tries.',
    optional: 'the archive job is started by hand unless archive_schedule is given',
    check: model => model.ofType('google_cloud_scheduler_job').flatMap(job => [
      ...cron.test(job.get('schedule') ?? '') ? [] : [breach(job, `${job.get('schedule')} is no schedule`)],
      ...job.has('time_zone') ? [] : [breach(job, 'it has no time zone')],
      ...job.get('retry_config.0.retry_count') <= 5 ? [] : [breach(job, 'its tries have no limit of 5')],
    ]),
  },
];
