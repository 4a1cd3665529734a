// How rules for AWS are written down.
import { breach, faultsOf, isLinked, linked } from './model.mjs';

const target = 'aws';
export const rule = (id, control, number, says, check, more = {}) => ({
  id: `aws-${id}`,
  control,
  target,
  public: number,
  says,
  check,
  ...more,
});

/** A rule over every resource of a type: a fault as text, or nothing. */
export const each = (type, fault) => model => [
  ...model.missing(type),
  ...faultsOf(model.ofType(type), resource => fault(resource, model)),
];

/** A rule over every bucket and what belongs to it. `isMeant` leaves out the bucket of access logs, for what cannot hold there. */
export const eachBucket =
  (type, fault, isMeant = () => true) =>
  model => [
    ...model.missing('aws_s3_bucket'),
    ...model
      .ofType('aws_s3_bucket')
      .filter(bucket => isMeant(model, bucket))
      .flatMap(bucket => {
        const own = linked(model, bucket, type, 'bucket');
        return own.length === 0 ? [breach(bucket, `it has no ${type}`)] : faultsOf(own, resource => fault(resource, model));
      }),
  ];
export const isLogTarget = (model, bucket) =>
  model.ofType('aws_s3_bucket_logging').some(logging => isLinked(model, logging, 'target_bucket', bucket));

/** Whether this is production, as its tags say. */
export const isProd = model => model.resources.some(resource => resource.tags().environment === 'prod');

/** The blocks at a path. */
export const blocks = (resource, path) => resource.list(path).filter(block => block !== null);

/** The functions. */
export const lambdaOf = model => model.ofType('aws_lambda_function');

/** What the environment of a function holds. */
export const variablesOf = lambda => lambda.get('environment.0.variables') ?? {};
