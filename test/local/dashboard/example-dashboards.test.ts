/**
 * The dashboards of the example against what its function really writes: a metric that is renamed, or a dimension
 * that is dropped, on either side is a graph that stays empty and looks like a quiet day.
 */
import { ERROR_CODES, METRIC_NAMESPACE } from '../../../lambda/contract';
import { describeIdentity, type MetricIdentity } from '../../../local/cloudwatch/metric-identity';
import type { MetricStore } from '../../../local/cloudwatch/metric-store';
import { readDashboard, refusalsOf, type DashboardBody } from '../../../local/dashboard/dashboard-body';
import { drawDashboard } from '../../../local/dashboard/draw/page';
import { readEvent } from '../../../local/dashboard/log-query/event';
import { runLogQuery } from '../../../local/dashboard/log-query/run';
import { Teardown } from '../../../local/teardown';
import { metricsOf } from '../../dashboard/days';
import { startExampleDesk, type ExampleDesk } from '../../dashboard/example-desk';
import { Happenings } from '../../dashboard/happenings';

const teardown = new Teardown();
let desk: ExampleDesk;
let now: number;
let store: MetricStore;
let problems: readonly string[];

beforeAll(async () => {
  desk = await startExampleDesk('dashboards-test', teardown);
  const happenings = new Happenings(desk);
  for (let number = 0; number < 40; number += 1) await happenings.ordinary(number);
  await happenings.export(0);
  await happenings.replay(0);
  await happenings.runaway();
  await happenings.stranger();
  await happenings.unknownTool(1);
  await happenings.ticketsDown(20);
  await happenings.limitsDown();
  await desk.server.renew();
  now = Date.now() + 60_000;
  ({ store, problems } = metricsOf(desk, now));
}, 180_000);

afterAll(() => teardown.run());

/** Every dashboard once for each choice at its top. */
function bodies(): DashboardBody[] {
  return desk.dashboards.flatMap(({ name, body }) => {
    const { chosen } = readDashboard(body, { name, now });
    const tools = chosen.some(({ id }) => id === 'tool') ? desk.manifest.tools : [undefined];
    return tools.map((tool) =>
      readDashboard(body, { name, now, choices: tool === undefined ? {} : { tool: tool.name } }),
    );
  });
}

function metricsShown(): MetricIdentity[] {
  return bodies().flatMap(({ widgets }) =>
    widgets.flatMap(({ content }) =>
      content.kind === 'metric'
        ? content.rows.flatMap(({ source }) => ('identity' in source ? [source.identity] : []))
        : [],
    ),
  );
}

/** Not every error can be caused here: one code stands for all. */
function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  const { code, ...others } = dimensions;
  const all = Object.entries({ ...others, ...(code !== undefined && { code: '*' }) });
  const ordered = all.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return describeIdentity({ namespace, name, dimensions: Object.fromEntries(ordered) });
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted((one, other) => (one < other ? -1 : 1));
}

test('CloudWatch takes every line as it is', () => {
  expect(problems).toEqual([]);
});

test('every metric of the service is one that its function writes', () => {
  const written = new Set(store.written().map(keyOf));
  const own = new Set(
    metricsShown()
      .filter(({ namespace }) => namespace === METRIC_NAMESPACE)
      .map(keyOf),
  );
  expect([...own].filter((key) => !written.has(key))).toEqual([]);
  const names = [...own].map((key) => key.split(' ')[1] ?? '');
  expect(sorted(names)).toEqual([
    'ApprovalsOldestAge',
    'ApprovalsPending',
    'Calls',
    'ColdStarts',
    'Errors',
    'Faults',
    'HealthCheckLatency',
    'HealthCheckUp',
    'Latency',
    'LimitStoreUnavailable',
    'RateLimited',
    'Replays',
    'Slow',
    'Unauthorized',
    'UnknownOutcomes',
  ]);
});

test('every other metric is one that AWS publishes', () => {
  const others = metricsShown().filter(({ namespace }) => namespace !== METRIC_NAMESPACE);
  const shapes = others.map(
    ({ namespace, name, dimensions }) => `${namespace} ${name} by ${Object.keys(dimensions).join(', ')}`,
  );
  expect(sorted(shapes)).toEqual([
    'AWS/ApiGateway 4xx by ApiId',
    'AWS/ApiGateway 5xx by ApiId',
    'AWS/ApiGateway Count by ApiId',
    'AWS/ApiGateway Latency by ApiId',
    'AWS/DynamoDB ReadThrottleEvents by TableName',
    'AWS/DynamoDB WriteThrottleEvents by TableName',
    'AWS/Lambda ConcurrentExecutions by FunctionName',
    'AWS/Lambda Errors by FunctionName',
    'AWS/Lambda Throttles by FunctionName',
  ]);
});

test('every code that is shown is one that calls end with', () => {
  const shown = metricsShown().flatMap(({ dimensions: { code } }) => (code === undefined ? [] : [code]));
  expect(shown.filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
});

test('every query has an answer, and every column of it a value', () => {
  const events = desk.server.lines.map(({ text, at }) => readEvent(text, at));
  const tools = bodies().find(({ chosen }) => chosen.some(({ value }) => value === 'get_ticket'));
  const tables = (tools?.widgets ?? []).flatMap(({ title, content }) =>
    content.kind === 'log' ? [{ title, ...runLogQuery(content.query, events) }] : [],
  );
  expect(tables.length).toBeGreaterThanOrEqual(6);
  for (const { title, columns, rows } of tables) {
    const empty = columns.filter((_name, index) => rows.every((row) => row[index] === undefined));
    expect({ title, rows: rows.length > 0, empty }).toEqual({ title, rows: true, empty: [] });
  }
});

test('every widget is drawn, with data or the reason why there is none', () => {
  const events = desk.server.lines.map(({ text, at }) => readEvent(text, at));
  for (const body of bodies()) {
    expect(refusalsOf(body)).toEqual([]);
    const { html } = drawDashboard(body, { store, events, alarmStates: new Map() });
    const silent = [...html.matchAll(/no data: (\S+ \S+)/g)].map(([, metric]) => metric);
    expect(silent.filter((metric) => metric !== 'McpService Errors')).toEqual([]);
    expect(html.match(/<section/g)).toHaveLength(body.widgets.length);
  }
});

test('every alarm of a dashboard is one of the template', () => {
  const names = new Set(desk.alarms.map(({ name }) => name));
  const shown = bodies().flatMap(({ widgets }) =>
    widgets.flatMap(({ content }) => (content.kind === 'alarm' ? content.alarms : [])),
  );
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((name) => !names.has(name))).toEqual([]);
});
