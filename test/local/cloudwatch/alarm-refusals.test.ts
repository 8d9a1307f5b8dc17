import type { JsonObject } from '../../../local/assembly/template';
import { alarm, Desk, mathAlarm } from './desk';

/** *PutMetricAlarm*, *Alarms on math expressions*: what is refused there is refused here. */
test.each<[string, JsonObject, string]>([
  [
    'anomaly bands',
    { ComparisonOperator: 'GreaterThanUpperThreshold' },
    'a.ComparisonOperator must be one with a fixed threshold (no anomaly bands here), got "GreaterThanUpperThreshold"',
  ],
  ['a band as the threshold', { ThresholdMetricId: 'ad1' }, 'no anomaly bands here'],
  ['an unknown operator', { ComparisonOperator: 'Equals' }, 'a.ComparisonOperator must be one of'],
  [
    'wall-clock windows',
    { EvaluationWindow: {} },
    'a.EvaluationWindow: is not evaluated here, and the state may depend on it',
  ],
  ['warm-up', { WarmUpConfiguration: {} }, 'a.WarmUpConfiguration: is not evaluated here'],
  ['PromQL', { EvaluationCriteria: {} }, 'a.EvaluationCriteria: is not evaluated here'],
  ['short periods', { Period: 10 }, 'a.Period must be a multiple of 60 seconds'],
  ['a period that is no number', { Period: 'often' }, 'a.Period must be a number, got "often"'],
  ['no periods', { EvaluationPeriods: 0 }, 'a.EvaluationPeriods must be a whole number from 1, got 0'],
  ['M above N', { DatapointsToAlarm: 2 }, 'a.DatapointsToAlarm must be at most EvaluationPeriods, 1, got 2'],
  ['more than a day of short periods', { Period: 300, EvaluationPeriods: 289 }, 'must be at most 1440 min'],
  ['more than a week', { Period: 86_400, EvaluationPeriods: 8 }, 'must be at most 10080 min'],
  ['two statistics', { ExtendedStatistic: 'p95' }, 'ExtendedStatistic, but not both'],
  ['an unknown statistic', { Statistic: 'Median' }, "'Median' is no statistic"],
  [
    'an unknown treatment',
    { TreatMissingData: 'ok' },
    'a.TreatMissingData must be one of missing, ignore, breaching, notBreaching, got "ok"',
  ],
  ['both forms', { Metrics: [] }, 'a.MetricName must be absent beside Metrics'],
  ['six actions', { AlarmActions: ['1', '2', '3', '4', '5', '6'] }, 'at most 5 actions for ALARM, got 6'],
])('%s', (_what, properties, message) => {
  expect(() => new Desk([alarm(properties)]).set).toThrow(message);
});

test.each([
  ['a day of short periods', { Period: 300, EvaluationPeriods: 288 }],
  ['a week of long ones', { Period: 86_400, EvaluationPeriods: 7 }],
  ['numbers as texts', { Period: '60', EvaluationPeriods: '1', Threshold: '0.5' }],
])('%s is allowed', (_what, properties) => {
  expect(() => new Desk([alarm(properties)]).set).not.toThrow();
});

test.each([
  ['a bare scalar', 'SUM(m1)', ['m1'], 'e is a scalar; the result must be a time series'],
  ['several series', '[m1, m1]', ['m1'], 'a: an alarm can watch one time series, not an array of them'],
  ['a search', "SEARCH('x', 'Sum')", ['m1'], 'SEARCH is not evaluated here'],
  ['an id that is not there', 'm2', ['m1'], 'no metric and no expression has the id m2; known are m1, e'],
  ['itself', 'e + m1', ['m1'], 'e -> e: an expression refers to itself'],
  ['an id in uppercase', 'm1', ['m1', 'M2'], 'Id must be a name that starts with a lowercase letter'],
  [
    'eleven metrics',
    'm0',
    Array.from({ length: 11 }, (_, index) => `m${index}`),
    'an alarm can have 10 metrics',
  ],
])('an expression with %s', (_what, expression, ids, message) => {
  expect(() => new Desk([mathAlarm(expression, ids)]).set).toThrow(message);
});

test('metrics of several periods, or none or two results', () => {
  const stat = (Id: string, Period: number, ReturnData: boolean): JsonObject => ({
    Id,
    ReturnData,
    MetricStat: { Metric: { Namespace: 'Desk', MetricName: Id }, Period, Stat: 'Sum' },
  });
  const { Namespace: _ns, MetricName: _n, Period: _p, Statistic: _s, ...rest } = alarm().properties;
  const desk =
    (...Metrics: JsonObject[]) =>
    () =>
      new Desk([{ ...alarm(), properties: { ...rest, Metrics } }]).set;
  expect(desk(stat('m1', 60, true), stat('m2', 300, false))).toThrow(
    'all metrics of an alarm must have one period, got 1, 5 min',
  );
  expect(desk(stat('m1', 60, true), stat('m2', 60, true))).toThrow('ReturnData must be true for exactly one');
  expect(desk(stat('m1', 60, false))).toThrow('ReturnData must be true for exactly one of m1');
  expect(desk(stat('m1', 60, true), stat('m1', 60, false))).toThrow('the ids m1, m1 are not distinct');
  expect(desk(stat('m1', 60, true), stat('m2', 60, false))).not.toThrow();
});
