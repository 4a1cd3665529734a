// What rules for AWS ask of a plan besides the engine: what belongs to what, and the statements of all policies.

/** A breach of a resource, or of an address. */
export const breach = (resource, message) => ({ address: resource.address ?? resource, message });

/** A breach for each resource in which `fault` finds something to say. */
export const faultsOf = (resources, fault) =>
  resources.flatMap(resource => {
    const message = fault(resource);
    return message ? [breach(resource, message)] : [];
  });

const identifiers = ['id', 'arn', 'name', 'bucket', 'url', 'function_name', 'function_arn', 'invoke_arn', 'qualified_arn', 'key_id'];

/** Whether the attribute at `path` of one resource names another: by reference in a plan, by value in a state, which has no references. */
export const isLinked = (model, from, path, to) =>
  model.referredBy(from, path, to.type).includes(to) ||
  [from.get(path)].flat().some(value => typeof value === 'string' && identifiers.some(name => to.get(name) === value));

/** Resources of a type whose attribute at `path` names `to`. */
export const linked = (model, to, type, path) => model.ofType(type).filter(from => isLinked(model, from, path, to));

const list = value => (value === undefined || value === null ? [] : [value].flat().filter(each => each !== null));

/** Where resources hold a policy as text. */
const documents = {
  aws_iam_role: 'assume_role_policy',
  aws_iam_role_policy: 'policy',
  aws_iam_policy: 'policy',
  aws_s3_bucket_policy: 'policy',
  aws_sqs_queue_policy: 'policy',
  aws_sns_topic_policy: 'policy',
  aws_kms_key: 'policy',
  aws_ecr_repository_policy: 'policy',
  aws_secretsmanager_secret_policy: 'policy',
};

const ofJson = (resource, { Sid: sid, Effect: effect, Action, NotAction, Resource, NotResource, Principal, Condition }) => ({
  resource,
  sid: sid ?? '',
  effect,
  actions: [...list(Action), ...list(NotAction).map(() => '*')],
  resources: [...list(Resource), ...list(NotResource).map(() => '*')],
  principals:
    Principal === '*'
      ? [{ type: '*', identifiers: ['*'] }]
      : Object.entries(Principal ?? {}).map(([type, names]) => ({ type, identifiers: list(names) })),
  conditions: Object.entries(Condition ?? {}).flatMap(([test, variables]) =>
    Object.entries(variables).map(([variable, values]) => ({ test, variable, values: list(values) })),
  ),
});
const ofBlock = (
  resource,
  { sid, effect, actions, not_actions: notActions, resources, not_resources: notResources, principals, condition },
) => ({
  resource,
  sid: sid ?? '',
  effect: effect ?? 'Allow',
  actions: [...list(actions), ...list(notActions).map(() => '*')],
  resources: [...list(resources), ...list(notResources).map(() => '*')],
  principals: list(principals).map(({ type, identifiers: names }) => ({ type, identifiers: list(names) })),
  conditions: list(condition).map(({ test, variable, values }) => ({ test, variable, values: list(values) })),
});

/**
 * The statements of all policies: { resource, sid, effect, actions, resources, principals, conditions }, of data sources as they are
 * written and of resources as far as their text is known. What is not known yet is left out; the state has it.
 */
export const statements = model => [
  ...model
    .dataOfType('aws_iam_policy_document')
    .flatMap(document => list(document.get('statement')).map(block => ofBlock(document, block))),
  ...model.resources
    .filter(({ type }) => documents[type])
    .flatMap(resource => list(resource.json(documents[resource.type])?.Statement).map(statement => ofJson(resource, statement))),
];
