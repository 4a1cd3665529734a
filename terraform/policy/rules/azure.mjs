// Rules over plans for Azure, by topic. Grammars of names, scopes and durations: azure/grammar.mjs.
import access from './azure/access.mjs';
import data from './azure/data.mjs';
import keys from './azure/keys.mjs';
import events from './azure/events.mjs';
import functionRules from './azure/function.mjs';
import operations from './azure/operations.mjs';

export default [...access, ...data, ...keys, ...events, ...functionRules, ...operations];
