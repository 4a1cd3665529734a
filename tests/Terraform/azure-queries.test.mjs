// Queries of Azure's alarms and dashboard, held against Microsoft's own language service, with the columns that the tables are documented to
// have (learn.microsoft.com/azure/azure-monitor/reference/tables).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import vm from 'node:vm';
import { npm, skipWithout } from '../Support/parts.mjs';

const service = '@kusto/language-service-next';
const skip = skipWithout(npm(service, import.meta.url));

const requests = {
  Name: 'string',
  ResultCode: 'string',
  Success: 'bool',
  DurationMs: 'real',
  ItemCount: 'int',
  OperationId: 'string',
  AppRoleName: 'string',
};
const storage = {
  OperationName: 'string',
  StatusCode: 'string',
  StatusText: 'string',
  Uri: 'string',
  ObjectKey: 'string',
  AccountName: 'string',
};
const tables = {
  AppRequests: requests,
  AppTraces: { Message: 'string', SeverityLevel: 'int', ItemCount: 'int', OperationId: 'string', AppRoleName: 'string' },
  StorageQueueLogs: storage,
  StorageBlobLogs: storage,
};

/** What the service finds wrong with a query, as texts. */
const faults = (() => {
  if (skip) return () => [];
  const folder = createRequire(import.meta.url)
    .resolve(`${service}/package.json`)
    .replace(/package\.json$/, '');
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js'])
    vm.runInThisContext(readFileSync(folder + file, 'utf8'), { filename: file });
  const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
  const symbols = Object.entries(tables).map(([name, columns]) =>
    Symbols.TableSymbol.From(
      `(${Object.entries({ ...columns, TimeGenerated: 'datetime' })
        .map(([column, type]) => `${column}: ${type}`)
        .join(', ')})`,
    ).WithName(name),
  );
  const state = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1('workspace', symbols));
  return query => {
    const found = KustoCode.ParseAndAnalyze(query, state).GetDiagnostics();
    return Array.from({ length: found.Count }, (_, index) => found.getItem(index).Message);
  };
})();

const { resource_changes: changes } = JSON.parse(
  readFileSync(new URL('../../terraform/policy/fixtures/azure.json', import.meta.url), 'utf8'),
);
const alarms = changes
  .filter(({ type }) => type === 'azurerm_monitor_scheduled_query_rules_alert_v2')
  .map(({ index, change }) => [`the alarm on ${index}`, change.after.criteria[0].query]);
const dashboard = JSON.parse(changes.find(({ type }) => type === 'azurerm_portal_dashboard').change.after.dashboard_properties);
const inputs = Object.values(dashboard.lenses[0].parts).map(({ metadata }) =>
  Object.fromEntries(metadata.inputs.map(({ name, value }) => [name, value])),
);
const charts = inputs.map(({ PartTitle, Query }) => [`the chart «${PartTitle}»`, Query]);

test('there are six queries of alarms and six of charts', () => assert.deepEqual([alarms.length, charts.length], [6, 6]));

for (const [what, query] of [...alarms, ...charts]) {
  test(`the query of ${what} is one that Azure understands`, { skip }, () => assert.deepEqual(faults(query), []));
}

for (const [what, query, message] of [
  ['an open bracket', 'AppRequests | summarize avg((DurationMs)', /Expected: \)/],
  ['a column that is not there', 'AppRequests | where Status == 500', /'Status' does not refer to any known column/],
  ['a table that is not there', 'Requests | count', /'Requests' does not refer to any known table/],
  ['a function that is not there', 'AppRequests | project toreal64(DurationMs)', /'toreal64' does not refer to any known function/],
])
  test(`a query with ${what} would be found`, { skip }, () => assert.match(faults(query).join('\n'), message));
