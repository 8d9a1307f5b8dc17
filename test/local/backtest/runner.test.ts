import type { JsonObject } from '../../../local/assembly/template';
import { observe, type Experiment } from '../../../local/backtest/experiment';
import { Findings } from '../../../local/backtest/findings';
import { complaintsAbout } from '../../../local/backtest/verdict';
import { alarmTable, calmTable } from '../../../local/backtest/report/tables';
import type { ServiceUnderTest } from '../../../local/backtest/service-under-test';
import type { TemplateAlarm } from '../../../local/backtest/template-alarms';
import { IN_CONTAINERS, faultAlarm, watchedBy } from './desk';

const GOOD = faultAlarm('Outage', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0.25 });
/** A share is never above 1. */
const DEAF = faultAlarm('AvailabilityBurn5m', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 });
const NERVOUS = faultAlarm('Outage', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0.0001 });

const OUTAGE: Experiment[] = [1, 2, 3].map((seed) => ({
  kind: 'incident',
  id: 'outage',
  seed,
  callsAnHour: 600,
}));
const BLIP: Experiment = { kind: 'blip', id: 'one-minute-outage', seed: 1, callsAnHour: 600 };
const CALM: Experiment = { kind: 'calm', id: 'calm', seed: 1, callsAnHour: 600 };

function tried(service: ServiceUnderTest, experiments: readonly Experiment[]): Findings {
  return new Findings(
    service,
    experiments.map((experiment) => observe(service, experiment)),
  );
}

test('an alarm that fires in time on its incident is good', () => {
  const findings = tried(watchedBy(GOOD), OUTAGE);
  expect(complaintsAbout(findings)).toEqual([]);
  expect(findings.rises('outage', 'Outage', 600).every((time) => time !== undefined && time <= 5)).toBe(true);
  expect(alarmTable(findings)).toContain('| Outage | page     | outage');
  expect(alarmTable(findings)).toMatch(/3\/3 [345] \([345]\)/);
});

test('an alarm that can never fire is named', () => {
  expect(complaintsAbout(tried(watchedBy(GOOD, DEAF), OUTAGE))).toEqual([
    "AvailabilityBurn5m never fires on its incident 'outage' (50 % of all calls fail), at no traffic and on no seed.",
    'AvailabilityBurn5m never notified anybody, on no incident.',
  ]);
});

test('an alarm on dimensions that nobody publishes never fires either', () => {
  const dimensions = [
    { Name: 'service', Value: 'desk' },
    { Name: 'caller', Value: 'ana' },
  ];
  const alarm = faultAlarm('Outage', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.25,
    Dimensions: dimensions,
  });
  expect(complaintsAbout(tried(watchedBy(alarm), OUTAGE))[0]).toMatch(/^Outage never fires on its incident/);
});

test('an alarm that no incident names is one that nobody has seen fire', () => {
  const alarm = faultAlarm('Forgotten', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0.25 });
  expect(complaintsAbout(tried(watchedBy(GOOD, alarm), OUTAGE))).toEqual([
    'Nobody has seen Forgotten fire: no incident names it.',
  ]);
});

test('an outage that is found late is named with its time', () => {
  const slow = faultAlarm('Outage', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.25,
    EvaluationPeriods: 4,
    DatapointsToAlarm: 4,
  });
  expect(complaintsAbout(tried(watchedBy(slow), OUTAGE))).toEqual([
    expect.stringMatching(
      /^'outage' \(50 % of all calls fail\) at 600 calls\/h is found after (19|2\d) min in the median; allowed are 5 min\.$/,
    ),
  ]);
});

test('an outage that nobody is told of is not found, however soon an alarm rises', () => {
  const silent = { ...GOOD, severity: 'none' as const };
  expect(complaintsAbout(tried(watchedBy(silent), OUTAGE))).toEqual([
    "'outage' (50 % of all calls fail) at 600 calls/h is not found in the median; allowed are 5 min.",
  ]);
});

test('a page in an ordinary month is named with its seed and traffic', () => {
  const findings = tried(watchedBy(NERVOUS), [CALM]);
  expect(complaintsAbout(findings)).toEqual([
    'Outage sent a page without an incident: seed 1, 600 calls/h, in 30 days.',
  ]);
  expect(calmTable(findings)).toMatch(/\| 600\/h\s+\| 30\s+\| Outage [1-9]/);
});

test('a page on a blip is named', () => {
  expect(complaintsAbout(tried(watchedBy(NERVOUS), [BLIP]))).toEqual([
    'Outage pages on a blip (every call fails, for 1 minute; 1 of 1 runs page).',
  ]);
  const patient = faultAlarm('Outage', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.25,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
  });
  expect(complaintsAbout(tried(watchedBy(patient), [BLIP]))).toEqual([]);
});

test('an alarm of another tool that fires is named', () => {
  const ofRefund = faultAlarm('Tool-refund', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.01,
    Period: 3_600,
  });
  const experiment = { ...CALM, kind: 'incident', id: 'dead-dependency-search' } as const;
  expect(complaintsAbout(tried(watchedBy(ofRefund), [experiment]))).toContain(
    "Tool-refund fires on 'dead-dependency-search' (what search calls is dead: each call fails after its time-out), which is not about it.",
  );
});

describe('an alarm on data that stops', () => {
  const stopped: Experiment = { kind: 'incident', id: 'probe-stopped', seed: 1, callsAnHour: 60 };
  const created: Experiment = { kind: 'blip', id: 'new-stack', seed: 1, callsAnHour: 60 };
  const silent = (properties: JsonObject) =>
    watchedBy(
      faultAlarm('Silent', {
        MetricName: 'HealthChecksDown',
        Statistic: 'SampleCount',
        Period: 60,
        EvaluationPeriods: 8,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'missing',
        ...properties,
      }),
    );
  const told = silent({ InsufficientDataActions: ['arn:aws:sns:us-east-1:000000000000:alerts'] });

  test('has risen when its actions for that have run, and not while a stack is new', () => {
    expect(observe(told, stopped)).toMatchObject({ rose: { Silent: 11 }, notified: { Silent: 11 } });
    expect(observe(told, created)).toMatchObject({ rose: {}, notified: {} });
  });

  test('has not where nobody is told of it', () => {
    expect(observe(silent({}), stopped)).toMatchObject({ rose: {}, notified: {} });
  });

  test('pages on a new stack where missing data breach', () => {
    const nervous = silent({ TreatMissingData: 'breaching' });
    expect(complaintsAbout(tried(nervous, [created]))).toContain(
      'Silent pages on a blip (the stack is new, and its probe runs for the first time after 4 minutes; 1 of 1 runs page).',
    );
  });
});

test('an alarm that a blip must not raise is named, although it pages nobody', () => {
  const ofCpu: TemplateAlarm = {
    ...faultAlarm('ServiceCpu', {
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'ClusterName', Value: 'cluster' },
        { Name: 'ServiceName', Value: 'service' },
      ],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 85,
      Period: 60,
    }),
    severity: 'ticket',
  };
  const service = { ...watchedBy(ofCpu), model: IN_CONTAINERS };
  const burst = { ...BLIP, id: 'cpu-burst' };
  expect(complaintsAbout(tried(service, [burst]))).toEqual([
    "ServiceCpu fires on 'cpu-burst' (the containers use 98 % of their CPU, for 4 minutes), which is not about it.",
  ]);
});

test('the same experiment is observed the same, on the metrics that alarms read alone', () => {
  const [experiment] = OUTAGE;
  if (!experiment) throw new Error('no experiment');
  const service = watchedBy(GOOD);
  expect(observe(service, experiment)).toEqual(observe(service, experiment));
  const { rose } = observe(watchedBy(GOOD, DEAF), experiment);
  expect(rose.Outage).toBe(observe(service, experiment).rose.Outage);
});

test('a point is seen when its minute is over and a minute has passed until it can be read', () => {
  const quick = faultAlarm('Outage', {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.5,
    Period: 60,
  });
  expect(observe(watchedBy(quick), { ...BLIP, callsAnHour: 5_000 }).rose.Outage).toBe(2);
});

describe('an alarm on approvals that nobody decides', () => {
  const stale = watchedBy(
    faultAlarm('ApprovalsStale', {
      MetricName: 'ApprovalsOldestAge',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 900,
    }),
  );
  const trial = (kind: 'incident' | 'blip', id: string, callsAnHour: number): Experiment => ({
    kind,
    id,
    seed: 1,
    callsAnHour,
  });

  test.each([10, 600, 5_000])('rises when nobody decides, at %d calls an hour', (callsAnHour) => {
    const { rose } = observe(stale, trial('incident', 'approvals-wait', callsAnHour));
    expect(rose.ApprovalsStale).toBeGreaterThanOrEqual(15);
    expect(rose.ApprovalsStale).toBeLessThanOrEqual(19);
  });

  test.each([10, 600, 5_000])('does not when one waits 10 minutes, at %d calls an hour', (callsAnHour) => {
    expect(observe(stale, trial('blip', 'approval-waits', callsAnHour)).rose).toEqual({});
  });
});
