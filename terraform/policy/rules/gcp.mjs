// Rules over plans for Google Cloud. What only a value decides is held to the vendor's documented grammar (gcp/grammar.mjs).
import access from './gcp/access.mjs';
import data from './gcp/data.mjs';
import events from './gcp/events.mjs';
import operations from './gcp/operations.mjs';
import service from './gcp/service.mjs';

export default [...access, ...data, ...events, ...service, ...operations].map(rule => ({ ...rule, target: 'gcp' }));
