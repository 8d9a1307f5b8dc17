import type { JsonObject } from '../assembly/template';
import { ACTION_PROPERTIES, readActions, type AlarmActions } from './alarm-actions';
import { SINGLE_ONLY, readWatched, type Watched } from './alarm-metrics';
import type { MissingDataTreatment } from './alarm-state';
import { PropertyReader } from './property-reader';

const OPERATORS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** Properties that are read, and those that change nothing in the state. */
const KNOWN = [
  'AlarmName',
  'AlarmDescription',
  'Tags',
  ...ACTION_PROPERTIES,
  ...SINGLE_ONLY,
  'Metrics',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
];

const MINUTES_AN_HOUR = 60;
const MINUTES_A_DAY = 1_440;
const MINUTES_A_WEEK = 10_080;

export type ComparisonOperator = (typeof OPERATORS)[number];

/** An `AWS::CloudWatch::Alarm`, understood and checked. */
export interface AlarmDefinition {
  readonly name: string;
  readonly watched: Watched;
  readonly operator: ComparisonOperator;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  /** Fewer samples than these leave the state as it is. 0 unless `EvaluateLowSampleCountPercentile: ignore`. */
  readonly fewestSamples: number;
  readonly actions: AlarmActions;
}

/**
 * Reads the resolved properties of an alarm (*PutMetricAlarm*).
 *
 * @param name the alarm's name, for what is said of it.
 * @throws {CloudWatchError} when CloudWatch would refuse them, or when they say what is not evaluated here:
 * anomaly bands, periods below a minute, wall-clock windows, warm-up, PromQL.
 */
export function readAlarm(name: string, properties: JsonObject): AlarmDefinition {
  const alarm = new PropertyReader(properties, name);
  const operator = alarm.text('ComparisonOperator');
  if (alarm.has('ThresholdMetricId') || operator.includes('LowerOr') || operator.includes('UpperThreshold')) {
    alarm.fail('ComparisonOperator', 'one with a fixed threshold (no anomaly bands here)', operator);
  }
  alarm.refuseOthers(KNOWN, 'is not evaluated here, and the state may depend on it');
  const watched = readWatched(alarm);
  const evaluationPeriods = alarm.whole('EvaluationPeriods');
  const datapointsToAlarm = alarm.has('DatapointsToAlarm')
    ? alarm.whole('DatapointsToAlarm')
    : evaluationPeriods;
  if (datapointsToAlarm > evaluationPeriods) {
    alarm.fail('DatapointsToAlarm', `at most EvaluationPeriods, ${evaluationPeriods}`, datapointsToAlarm);
  }
  const most = watched.periodMinutes < MINUTES_AN_HOUR ? MINUTES_A_DAY : MINUTES_A_WEEK;
  if (watched.periodMinutes * evaluationPeriods > most) {
    alarm.fail('EvaluationPeriods', `at most ${most} min together with its period`, evaluationPeriods);
  }
  return {
    name,
    watched,
    operator: alarm.choice('ComparisonOperator', OPERATORS),
    threshold: alarm.number('Threshold'),
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: treatment(alarm, watched),
    fewestSamples: fewestSamples(alarm, watched),
    actions: readActions(alarm),
  };
}

/** Alarms on `AWS/DynamoDB` ignore missing data unless told otherwise (*How alarms treat missing data*). */
function treatment(alarm: PropertyReader, { queries }: Watched): MissingDataTreatment {
  if (alarm.has('TreatMissingData')) return alarm.choice('TreatMissingData', TREATMENTS);
  const namespaces = queries.flatMap((query) => ('stat' in query ? [query.stat.identity.namespace] : []));
  const isDynamo = namespaces.length > 0 && namespaces.every((namespace) => namespace === 'AWS/DynamoDB');
  return isDynamo ? 'ignore' : 'missing';
}

/**
 * Below 10 / (1 - p) samples a percentile from the median up has too few of them, below 10 / p one under it
 * (*Percentile-based alarms and low data samples*).
 */
function fewestSamples(alarm: PropertyReader, { queries, returnId }: Watched): number {
  const name = 'EvaluateLowSampleCountPercentile';
  if (!alarm.has(name) || alarm.choice(name, ['evaluate', 'ignore']) === 'evaluate') return 0;
  const query = queries.find(({ id }) => id === returnId);
  if (!query || !('stat' in query) || query.stat.statistic.kind !== 'percentile') return 0;
  const { share } = query.stat.statistic;
  if (share <= 0 || share >= 1) return 0;
  // In hundredths of a millionth: 10 / (1 - 0.99) is a little below 1000 in floating point.
  const tail = Math.round((share < 0.5 ? share : 1 - share) * 1e12) / 1e12;
  return 10 / tail;
}
