// Rules over plans and states for AWS. What only a value decides is held to the vendor's documented grammar; the page stands beside it.
import access from './aws/rules.access.mjs';
import rollout from './aws/rules.rollout.mjs';
import run from './aws/rules.run.mjs';
import store from './aws/rules.store.mjs';
import watch from './aws/rules.watch.mjs';

export default [...access, ...store, ...run, ...watch, ...rollout];
