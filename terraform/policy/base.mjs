#!/usr/bin/env node
// Makes a base of fixtures from a plan: what rules look at, without what differs from run to run and without the sources' positions.
// usage: node terraform/policy/base.mjs [--check] PLAN.json CLOUD     (writes fixtures/CLOUD.json, or ends with 4 where it is another)
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { clouds } from './engine/rules.mjs';

const isCheck = process.argv[2] === '--check';
const [path, cloud] = process.argv.slice(isCheck ? 3 : 2);
if (!path || !clouds.includes(cloud)) {
  console.error(`usage: node terraform/policy/base.mjs [--check] PLAN.json ${clouds.join('|')}`);
  process.exit(2);
}
const plan = JSON.parse(readFileSync(path, 'utf8'));

// null says what is not set: a rule cannot tell it from what is absent.
const withoutNulls = value =>
  Array.isArray(value)
    ? value.map(withoutNulls)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, inner]) => inner !== null)
            .map(([key, inner]) => [key, withoutNulls(inner)]),
        )
      : value;
const isEmpty = value => value === false || (value && typeof value === 'object' && Object.values(value).every(isEmpty));
const unknowns = value =>
  Array.isArray(value)
    ? value.map(unknowns)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, inner]) => !isEmpty(inner))
            .map(([key, inner]) => [key, unknowns(inner)]),
        )
      : value;
const onlyReferences = value =>
  Array.isArray(value)
    ? value.map(onlyReferences)
    : value && typeof value === 'object'
      ? value.references
        ? { references: value.references }
        : value.constant_value !== undefined
          ? {}
          : Object.fromEntries(
              Object.entries(value)
                .map(([key, inner]) => [key, onlyReferences(inner)])
                .filter(([, inner]) => JSON.stringify(inner) !== '{}'),
            )
      : {};
const module = ({ resources, module_calls: calls, outputs }) => ({
  ...(resources && {
    resources: resources.map(({ address, mode, type, name, expressions = {} }) => ({
      address,
      mode,
      type,
      name,
      expressions: onlyReferences(expressions),
    })),
  }),
  ...(outputs && {
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { expression = {} }]) => [name, { expression: onlyReferences(expression) }]),
    ),
  }),
  ...(calls && {
    module_calls: Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [
        name,
        { expressions: onlyReferences(call.expressions ?? {}), module: module(call.module) },
      ]),
    ),
  }),
});

const readBefore = found => [...(found?.resources ?? []), ...(found?.child_modules ?? []).flatMap(readBefore)];
const base = {
  format_version: plan.format_version,
  resource_changes: [
    ...(plan.resource_changes ?? [])
      .filter(({ change }) => change.after)
      .map(({ address, module_address: home, mode, type, name, index, change }) => ({
        address,
        ...(home && { module_address: home }),
        mode,
        type,
        name,
        ...(index !== undefined && { index }),
        change: { actions: change.actions, after: withoutNulls(change.after), after_unknown: unknowns(change.after_unknown ?? {}) },
      })),
    ...readBefore(plan.prior_state?.values?.root_module)
      .filter(({ mode }) => mode === 'data')
      .map(({ address, type, name, index, values }) => ({
        address,
        mode: 'data',
        type,
        name,
        ...(index !== undefined && { index }),
        change: { actions: ['read'], after: withoutNulls(values), after_unknown: {} },
      })),
  ],
  configuration: { root_module: module(plan.configuration.root_module) },
};
const file = new URL(`fixtures/${cloud}.json`, import.meta.url);
const text = `${JSON.stringify(base, null, 1)}\n`;
if (isCheck && !(existsSync(file) && readFileSync(file, 'utf8') === text)) {
  console.log(`fixtures/${cloud}.json is not what the plan of production gives; make infra-write writes it`);
  process.exit(4);
}
if (!isCheck) writeFileSync(file, text);
console.log(`fixtures/${cloud}.json: ${base.resource_changes.length} resources and data sources`);
