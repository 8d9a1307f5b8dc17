import { blipsOf, incidentsOf } from '../../../local/backtest/catalog';
import { MODEL, MODELS } from './desk';
import { during as duringOf, phasesOf } from './during';

/** What the metrics of the first hour add up to; what happens is its first phase all the time. */
const during = ([phase]: Parameters<typeof duringOf>[1], minutes = 60) =>
  duringOf(MODEL, phase ? [phase] : [], minutes);
const incident = (id: string) => during(phasesOf(MODEL, id));

const calm = during([{ minutes: 60, disturbance: {} }]);

test.each([
  ['outage', 0.5],
  ['errors-10-percent', 0.1],
  ['errors-5-percent', 0.05],
  ['errors-for-days', 0.0125],
])('%s: %p more of the calls of every tool fail', (id, added) => {
  const { share } = incident(id);
  expect(share('Faults')).toBeGreaterThan(added * 0.8);
  expect(share('Faults')).toBeLessThan(added * 1.1 + 0.01);
  for (const { name } of MODEL.tools) expect(share('Faults', { tool: name })).toBeGreaterThan(added * 0.3);
});

test.each([
  ['slow', 0.9],
  ['slow-40-percent', 0.4],
  ['slow-for-days', 0.08],
])('%s: %p more of the calls are slow, and no more fail', (id, added) => {
  const { share } = incident(id);
  expect(share('Slow')).toBeGreaterThan(added * 0.85);
  expect(share('Slow')).toBeLessThan(added * 1.1 + 0.05);
  expect(share('Faults')).toBeLessThan(0.02);
});

test('slow-tool: the busiest tool alone is slow', () => {
  const { share } = incident('slow-tool');
  expect(share('Slow', { tool: 'search' })).toBeGreaterThan(0.9);
  expect(share('Slow', { tool: 'refund' })).toBeLessThan(0.2);
});

test('tool-errors: 5 % of the calls of one tool fail, the service has more than 99 %', () => {
  const { share } = incident('tool-errors-bulk_export');
  expect(share('Faults', { tool: 'bulk_export' })).toBeGreaterThan(0.025);
  expect(share('Faults', { tool: 'search' })).toBeLessThan(0.01);
  expect(share('Faults')).toBeLessThan(0.015);
});

test('tool-at-98-percent: one tool has 5 % and the service 2 %', () => {
  const { share } = incident('tool-at-98-percent-bulk_export');
  expect(share('Faults', { tool: 'bulk_export' })).toBeGreaterThan(0.035);
  expect(share('Faults')).toBeGreaterThan(0.015);
  expect(share('Faults')).toBeLessThan(0.03);
});

test('dead-dependency: every call of one tool that is not refused fails after its time-out', () => {
  const { share, total, sum } = incident('dead-dependency-bulk_export');
  expect(share('Faults', { tool: 'bulk_export' })).toBe(1);
  expect(total('Latency', { tool: 'bulk_export' })).toMatchObject({ minimum: 15_000, maximum: 15_000 });
  expect(sum('Errors', { code: 'UPSTREAM_UNAVAILABLE' })).toBeGreaterThanOrEqual(
    sum('Calls', { tool: 'bulk_export' }),
  );
});

test('runaway-arguments: a caller of a tenth of the calls sends 20 times as many, none of them a fault', () => {
  const { sum, share } = incident('runaway-arguments');
  expect(sum('Calls')).toBeGreaterThan(2.5 * calm.sum('Calls'));
  expect(sum('Errors', { code: 'INVALID_ARGUMENTS' })).toBeGreaterThan(1.5 * calm.sum('Calls'));
  expect(share('Faults')).toBeLessThan(0.01);
});

test('runaway-limited: the same, counted as limited', () => {
  const { sum } = incident('runaway-limited');
  expect(sum('RateLimited')).toBeGreaterThan(1.5 * calm.sum('Calls'));
  expect(sum('Errors', { code: 'RATE_LIMITED' })).toBe(sum('RateLimited'));
});

test('bad-canary: the new release answers a tenth of the calls, and fails 30 % of them', () => {
  const { sum, share } = incident('bad-canary');
  const [old, fresh] = [{ release: 'the-release-before' }, { release: 'r2' }];
  expect(sum('Calls', fresh) / sum('Calls', old)).toBeGreaterThan(0.08);
  expect(sum('Calls', fresh) / sum('Calls', old)).toBeLessThan(0.15);
  expect(share('Faults', fresh)).toBeGreaterThan(0.2);
  expect(share('Faults', old)).toBeLessThan(0.01);
});

test('bad-deploy: before it and after it the new release answers nothing', () => {
  const found = incidentsOf(MODEL).find(({ id }) => id === 'bad-deploy');
  const [, after] = found?.phases ?? [];
  expect(during([{ minutes: 60, disturbance: found?.before ?? {} }]).sum('Calls', { release: 'r2' })).toBe(0);
  expect(
    during([{ minutes: 60, disturbance: after?.disturbance ?? {} }]).sum('Calls', { release: 'r2' }),
  ).toBe(0);
});

test('unknown-outcomes: a tenth of the calls with an effect, and none without one', () => {
  const { sum } = incident('unknown-outcomes');
  expect(sum('UnknownOutcomes')).toBeGreaterThan(0.06 * sum('Calls', { tool: 'refund' }));
  expect(calm.sum('UnknownOutcomes')).toBe(0);
});

test('check-down and probe-stopped: a gauge that is 1, and none at all', () => {
  expect(incident('check-down').total('HealthChecksDown')).toMatchObject({ minimum: 1, count: 60 });
  expect(incident('check-down').sum('HealthCheckUp', { check: 'tickets' })).toBe(0);
  expect(incident('probe-stopped').total('HealthChecksDown').count).toBe(0);
  expect(calm.total('HealthChecksDown')).toMatchObject({ maximum: 0, count: 60 });
});

test('approvals-wait: the oldest waits until its question is over; otherwise for some minutes at most', () => {
  const waiting = incident('approvals-wait');
  expect(waiting.total('ApprovalsOldestAge')).toMatchObject({ maximum: 29 * 60 + 30, count: 60 });
  expect(waiting.total('ApprovalsPending').maximum).toBeGreaterThan(100);
  expect(calm.total('ApprovalsOldestAge').maximum).toBeLessThan(4 * 60);
  // Where hardly anybody calls, one waits all the same.
  const phases = phasesOf(MODEL, 'approvals-wait');
  expect(duringOf(MODEL, phases, 20, 1e-9).total('ApprovalsPending')).toMatchObject({ sum: 20, minimum: 1 });
});

test('approvals-wait and its blip are of services of which a tool asks for approval', () => {
  const tools = MODEL.tools.map((one) => ({ ...one, asksForApproval: false }));
  const without = { ...MODEL, tools };
  const ids = [...incidentsOf(without), ...blipsOf(without)].map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('approval'))).toEqual([]);
  const written = duringOf(without, phasesOf(MODEL, 'approvals-wait'));
  expect(written.total('ApprovalsPending').count).toBe(0);
});

test('cannot-start: the server writes nothing, every invocation is an error, every request a 5xx', () => {
  const { sum, total } = incident('cannot-start');
  for (const name of ['Calls', 'HealthChecksDown']) expect(total(name).count).toBe(0);
  const lambda = { FunctionName: 'server' };
  expect(sum('Errors', lambda, 'AWS/Lambda')).toBe(sum('Invocations', lambda, 'AWS/Lambda'));
  expect(sum('Errors', lambda, 'AWS/Lambda')).toBeGreaterThan(1_000);
  const api = { ApiId: 'api-1' };
  expect(sum('5xx', api, 'AWS/ApiGateway')).toBe(sum('Count', api, 'AWS/ApiGateway'));
});

test('function-throttled: half of the attempts are throttled, which are no invocations', () => {
  const { sum } = incident('function-throttled');
  const lambda = { FunctionName: 'server' };
  const [throttles, invocations] = [
    sum('Throttles', lambda, 'AWS/Lambda'),
    sum('Invocations', lambda, 'AWS/Lambda'),
  ];
  expect(throttles / (throttles + invocations)).toBeCloseTo(0.5, 1);
  expect(sum('Calls')).toBeLessThan(0.65 * calm.sum('Calls'));
});

test('endpoint-errors and endpoint-throttled: 5xx or 4xx of the endpoint, and fewer calls', () => {
  const api = { ApiId: 'api-1', Stage: '$default' };
  const failing = incident('endpoint-errors');
  const requests = failing.sum('Count', api, 'AWS/ApiGateway');
  expect(failing.sum('5xx', api, 'AWS/ApiGateway') / requests).toBeCloseTo(0.3, 1);
  expect(failing.sum('Calls')).toBeLessThan(0.85 * calm.sum('Calls'));
  const throttled = incident('endpoint-throttled');
  expect(
    throttled.sum('4xx', api, 'AWS/ApiGateway') / throttled.sum('Count', api, 'AWS/ApiGateway'),
  ).toBeCloseTo(0.5, 1);
  expect(throttled.sum('5xx', api, 'AWS/ApiGateway')).toBeLessThan(10);
});

test('table-throttled: throttle events of every table', () => {
  const { sum } = incident('table-throttled');
  for (const name of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
    expect(sum(name, { TableName: 'limits' }, 'AWS/DynamoDB')).toBeGreaterThanOrEqual(600);
  }
});

test('a blip of one throttled invocation is one, whatever the traffic', () => {
  const { sum } = during(phasesOf(MODEL, 'function-throttle'), 1);
  expect(sum('Throttles', { FunctionName: 'server' }, 'AWS/Lambda')).toBe(1);
});

test.each(Object.entries(MODELS))(
  '%s: ids are distinct, every incident has a length, and no blip lasts five minutes',
  (_name, model) => {
    const incidents = incidentsOf(model);
    const blips = blipsOf(model);
    const ids = [...incidents, ...blips].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const lengthOf = (phases: readonly { readonly minutes: number }[]): number =>
      phases.reduce((sum, { minutes }) => sum + minutes, 0);
    for (const { phases } of incidents) expect(lengthOf(phases)).toBeGreaterThanOrEqual(30);
    // A stack that is new may take its time, and so may a person.
    const passing = blips.filter(({ id, warmUpMinutes }) => warmUpMinutes !== 0 && id !== 'approval-waits');
    for (const { phases } of passing) expect(lengthOf(phases)).toBeLessThan(5);
  },
);
