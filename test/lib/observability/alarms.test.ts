/** What the alarms of the example are. Ids are contract: another one is another alarm, without a history. */
import { asText } from '../../../local/assembly/intrinsics';
import { readAlarm } from '../../../local/cloudwatch/alarm-definition';
import type { MetricIdentity } from '../../../local/cloudwatch/metric-identity';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { AlarmSet, type AlarmResource } from '../../../local/cloudwatch/alarm-set';
import { METRICS, METRIC_NAMESPACE, type MetricDefinition } from '../../../lambda/contract';
import { synthesize } from '../stacks';
import { alarmsOf } from './alarm-desk';
import { supportDesk } from './support-desk';

const { template, stack } = supportDesk();
const alarms = alarmsOf(template);
const metricAlarms = alarms.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
const composites = alarms.filter(({ type }) => type === 'AWS::CloudWatch::CompositeAlarm');

/** A metric of ours has the service's dimension; what it has besides is shown. */
function seen({ namespace, name, dimensions }: MetricIdentity): string {
  if (namespace === METRIC_NAMESPACE) expect(dimensions.service).toBe('support-desk');
  const others = Object.keys(dimensions).filter((dimension) => dimension !== 'service');
  return others.length === 0 ? name : `${name} by ${others.join()}`;
}

/** Thresholds, expression, seconds and periods of an alarm, in one line. */
function condition({ name, properties }: AlarmResource): string {
  const { watched, operator, threshold, datapointsToAlarm, evaluationPeriods } = readAlarm(name, properties);
  const [math] = watched.queries.flatMap((query) => ('expression' in query ? [query.expression] : []));
  const metrics = watched.queries.flatMap((query) =>
    'stat' in query ? [`${query.id} ${seen(query.stat.identity)} ${query.stat.statistic.kind}`] : [],
  );
  const sign = { GreaterThanThreshold: '>', GreaterThanOrEqualToThreshold: '>=', LessThanThreshold: '<' };
  const compared = sign[operator as keyof typeof sign];
  return `${math} ${compared} ${threshold}; ${metrics.join(', ')}; ${watched.periodMinutes} min, ${datapointsToAlarm} of ${evaluationPeriods}`;
}

const ratio = (atLeast: number, above: number): string =>
  `IF(FILL(bad, 0) >= ${atLeast}, FILL(bad, 0) / total, 0) > ${above}`;
const FAULTS = 'bad Faults sum, total Calls sum';
const SLOW = 'bad Slow sum, total Calls sum';
const TOOL =
  'FILL(bad, 0) - 0.02 * FILL(total, 0) >= 4; bad Faults by tool sum, total Calls by tool sum; 60 min, 1 of 1';
const SPREAD = 'FILL(share, 0) > 0.05; share Faults by tool average; 2 min, 6 of 30';

test('each alarm has its id, condition, metrics, window and periods', () => {
  expect(Object.fromEntries(metricAlarms.map((alarm) => [alarm.name, condition(alarm)]))).toEqual({
    Outage: `${ratio(2, 0.33)}; ${FAULTS}; 1 min, 3 of 5`,
    AvailabilityBurn1h: `${ratio(10, 0.072)}; ${FAULTS}; 60 min, 1 of 1`,
    AvailabilityBurn5m: `${ratio(3, 0.072)}; ${FAULTS}; 5 min, 2 of 2`,
    AvailabilityBurn6h: `${ratio(10, 0.03)}; ${FAULTS}; 360 min, 1 of 1`,
    AvailabilityBurn30m: `${ratio(1, 0.03)}; ${FAULTS}; 15 min, 2 of 2`,
    AvailabilitySlowBurn3d: `${ratio(30, 0.005)}; ${FAULTS}; 4320 min, 1 of 1`,
    AvailabilitySlowBurn6h: `${ratio(3, 0.005)}; ${FAULTS}; 360 min, 1 of 1`,
    LatencyBurn1h: `${ratio(10, 0.72)}; ${SLOW}; 60 min, 1 of 1`,
    LatencyBurn5m: `${ratio(3, 0.72)}; ${SLOW}; 5 min, 2 of 2`,
    LatencyBurn6h: `${ratio(10, 0.3)}; ${SLOW}; 360 min, 1 of 1`,
    LatencyBurn30m: `${ratio(1, 0.3)}; ${SLOW}; 15 min, 2 of 2`,
    LatencySlowBurn3d: `${ratio(30, 0.05)}; ${SLOW}; 4320 min, 1 of 1`,
    LatencySlowBurn6h: `${ratio(3, 0.05)}; ${SLOW}; 360 min, 1 of 1`,
    Toolsearchtickets: TOOL,
    ToolSpreadsearchtickets: SPREAD,
    Toolgetticket: TOOL,
    ToolSpreadgetticket: SPREAD,
    Toolcreatesupportnote: TOOL,
    ToolSpreadcreatesupportnote: SPREAD,
    Toolissuerefund: TOOL,
    ToolSpreadissuerefund: SPREAD,
    Toolbulkexport: TOOL,
    ToolSpreadbulkexport: SPREAD,
    ReleaseFaults: `${ratio(3, 0.05)}; bad Faults by release sum, total Calls by release sum; 5 min, 1 of 1`,
    ReleaseSlow: `${ratio(5, 0.3)}; bad Slow by release sum, total Calls by release sum; 5 min, 1 of 1`,
    Silent: 'samples < 1; samples HealthChecksDown count; 1 min, 8 of 8',
    HealthChecks: 'FILL(events, 0) >= 1; events HealthChecksDown maximum; 1 min, 3 of 5',
    ApprovalsStale: 'FILL(oldest, 0) > 900; oldest ApprovalsOldestAge maximum; 1 min, 3 of 3',
    Refusals:
      'IF(FILL(errors, 0) - FILL(faults, 0) >= 50, (FILL(errors, 0) - FILL(faults, 0)) / calls, 0) > 0.5; ' +
      'errors Errors sum, faults Faults sum, calls Calls sum; 10 min, 2 of 2',
    UnknownOutcomes: 'FILL(events, 0) >= 1; events UnknownOutcomes sum; 5 min, 1 of 1',
    EndpointErrors: `${ratio(5, 0.05)}; bad 5xx by ApiId sum, total Count by ApiId sum; 5 min, 1 of 1`,
    EndpointThrottles:
      'IF(FILL(refused, 0) - FILL(unauthorized, 0) >= 50, (FILL(refused, 0) - FILL(unauthorized, 0)) / requests, 0) > 0.1; ' +
      'refused 4xx by ApiId sum, unauthorized Unauthorized sum, requests Count by ApiId sum; 5 min, 1 of 1',
    FunctionErrors: 'FILL(events, 0) >= 3; events Errors by FunctionName sum; 5 min, 1 of 1',
    FunctionThrottles: 'FILL(events, 0) >= 5; events Throttles by FunctionName sum; 5 min, 1 of 1',
    StateThrottles:
      'FILL(idempotencyReadThrottleEvents, 0) + FILL(idempotencyWriteThrottleEvents, 0) + FILL(limitsReadThrottleEvents, 0) + FILL(limitsWriteThrottleEvents, 0) >= 10; ' +
      'idempotencyReadThrottleEvents ReadThrottleEvents by TableName sum, idempotencyWriteThrottleEvents WriteThrottleEvents by TableName sum, ' +
      'limitsReadThrottleEvents ReadThrottleEvents by TableName sum, limitsWriteThrottleEvents WriteThrottleEvents by TableName sum; 5 min, 1 of 1',
  });
});

test('composite alarms join windows and tools, and stay quiet while a worse one tells it', () => {
  const told = composites.map(({ name, properties }) => [
    name,
    [
      properties.AlarmRule,
      properties.ActionsSuppressor,
      properties.ActionsSuppressorWaitPeriod,
      properties.ActionsSuppressorExtensionPeriod,
    ],
  ]);
  const fast = (objective: string): string =>
    `((ALARM("${objective}Burn1h") AND ALARM("${objective}Burn5m")) OR (ALARM("${objective}Burn6h") AND ALARM("${objective}Burn30m")))`;
  const slow = (objective: string): string =>
    `((ALARM("${objective}SlowBurn3d") AND ALARM("${objective}SlowBurn6h")))`;
  // By names and not by ARNs: the rule for fifty tools has to fit.
  const both = (tool: string): string => `(ALARM("Tool${tool}") AND ALARM("ToolSpread${tool}"))`;
  const tools = ['searchtickets', 'getticket', 'createsupportnote', 'issuerefund', 'bulkexport'];
  expect(Object.fromEntries(told)).toEqual({
    AvailabilityBurn: [fast('Availability'), 'Outage', 120, 1_800],
    AvailabilitySlowBurn: [slow('Availability'), 'AvailabilityBurn', 120, 21_600],
    LatencyBurn: [fast('Latency'), 'Outage', 120, 1_800],
    LatencySlowBurn: [slow('Latency'), 'LatencyBurn', 120, 21_600],
    Tools: [`(${tools.map(both).join(' OR ')})`, 'Outage', 120, 3_600],
  });
});

test('silence after data is told, and nothing else is', () => {
  const told = metricAlarms.filter(
    ({ properties }) => properties.TreatMissingData !== 'notBreaching' || properties.InsufficientDataActions,
  );
  expect(told.map(({ name, properties }) => [name, properties.TreatMissingData])).toEqual([
    ['Silent', 'missing'],
  ]);
  expect(told[0]?.properties.InsufficientDataActions).toEqual(told[0]?.properties.AlarmActions);
});

test('those that notify are these', () => {
  const notifying = alarms.filter(({ properties }) => properties.AlarmActions !== undefined);
  const severities = notifying.map(({ name, properties }) => [
    name,
    asText(properties.AlarmDescription).split('.')[0],
  ]);
  expect(Object.fromEntries(severities)).toEqual({
    Outage: 'PAGE',
    AvailabilityBurn: 'PAGE',
    AvailabilitySlowBurn: 'TICKET',
    LatencyBurn: 'PAGE',
    LatencySlowBurn: 'TICKET',
    Tools: 'PAGE',
    Silent: 'PAGE',
    HealthChecks: 'PAGE',
    ApprovalsStale: 'TICKET',
    Refusals: 'TICKET',
    UnknownOutcomes: 'TICKET',
    EndpointErrors: 'PAGE',
    EndpointThrottles: 'TICKET',
    FunctionErrors: 'PAGE',
    FunctionThrottles: 'PAGE',
    StateThrottles: 'TICKET',
  });
  expect(stack.service.alarms.notifying).toHaveLength(notifying.length);
});

test('the alarm of a tool names the tool, in each of its metrics and in what it says', () => {
  const alarm = metricAlarms.find(({ name }) => name === 'Toolbulkexport');
  expect(alarm?.properties.AlarmDescription).toMatch(/^The tool 'bulk_export' fails too often: /);
  const named = JSON.stringify(alarm?.properties.Metrics).match(/\{"Name":"tool","Value":"(\w+)"\}/g);
  expect(named).toEqual(['{"Name":"tool","Value":"bulk_export"}', '{"Name":"tool","Value":"bulk_export"}']);
});

test('every metric of ours is published by the server, under exactly these dimensions', () => {
  const published: readonly MetricDefinition[] = Object.values(METRICS);
  const unpublished = metricAlarms.flatMap(({ name, properties }) =>
    readAlarm(name, properties).watched.queries.flatMap((query) => {
      if (!('stat' in query) || query.stat.identity.namespace !== METRIC_NAMESPACE) return [];
      const { identity } = query.stat;
      const asked = Object.keys(identity.dimensions).toSorted().join();
      const sets = published.flatMap((known) => (known.name === identity.name ? known.dimensions : []));
      return sets.some((set) => set.toSorted().join() === asked)
        ? []
        : [`${name}: ${identity.name} by ${asked}`];
    }),
  );
  expect(unpublished).toEqual([]);
});

test('CloudWatch would take each of them, as far as is known here', () => {
  expect(() => new AlarmSet(alarms, new MetricStore())).not.toThrow();
});

test('alarms of the release carry it as the environment does', () => {
  const dimensions = metricAlarms
    .filter(({ name }) => name.startsWith('Release'))
    .map(({ properties }) => JSON.stringify(properties.Metrics));
  const { release, releaseAlarms } = stack.service;
  expect(dimensions).toHaveLength(releaseAlarms.length);
  for (const text of dimensions) expect(text).toContain(`{"Name":"release","Value":"${release}"}`);
});

describe('with other objectives', () => {
  const other = synthesize({
    slo: { availability: 99.9, latency: { percentile: 99 }, tools: [] },
    runbooks: 'https://wiki.example.com/mcp',
  });
  const found = Object.fromEntries(alarmsOf(other.template).map((alarm) => [alarm.name, alarm.properties]));

  test('the thresholds are those of the objectives', () => {
    const thresholds = ['1h', '6h'].map((window) => [
      found[`AvailabilityBurn${window}`]?.Threshold,
      found[`LatencyBurn${window}`]?.Threshold,
    ]);
    expect(thresholds).toEqual([
      [0.0144, 0.144],
      [0.006, 0.06],
    ]);
    expect(found.AvailabilitySlowBurn3d?.Threshold).toBe(0.001);
  });

  test('a looser objective lets a tool and a release fail more', () => {
    const loose = alarmsOf(synthesize({ slo: { availability: 95 } }).template);
    const thresholdOf = (name: string) => loose.find((alarm) => alarm.name === name)?.properties.Threshold;
    expect([thresholdOf('ToolSpreadadd'), thresholdOf('ReleaseFaults')]).toEqual([0.2, 0.3]);
    expect(JSON.stringify(loose.find(({ name }) => name === 'Tooladd')?.properties.Metrics)).toContain(
      'FILL(bad, 0) - 0.2 * FILL(total, 0)',
    );
  });

  test('no tool chosen, no alarm of a tool; no health check or approval, no alarm on one', () => {
    expect(Object.keys(found).filter((name) => /^Tool|^HealthChecks|^Approvals/.test(name))).toEqual([]);
    expect(found.Silent).toBeDefined();
  });

  test('links begin where the runbooks are', () => {
    const descriptions = Object.values(found).map(({ AlarmDescription }) => asText(AlarmDescription));
    expect(
      descriptions.filter((text) => !/ Runbook: https:\/\/wiki\.example\.com\/mcp\/[a-z-]+\.md$/.test(text)),
    ).toEqual([]);
  });

  test('an address that leaves no room for the description is refused', () => {
    expect(() => synthesize({ runbooks: `https://${'x'.repeat(1_000)}` })).toThrow(
      'runbooks has 1008 characters, and a description of an alarm has room for 1024 in all; give a shorter address.',
    );
  });
});

test('names hold that of the stack, or are left to CloudFormation: two services live in one account', () => {
  const named = metricAlarms.filter(({ properties }) => 'AlarmName' in properties);
  expect(named).toEqual([]);
  for (const { properties } of composites) expect(properties.AlarmName).toMatch(/^SupportDeskMcpAlarms/);
});
