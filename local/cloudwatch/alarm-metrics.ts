import { CloudWatchError } from './cloudwatch-error';
import type { MetricQuery, MetricStat } from './metric-query';
import type { PropertyReader } from './property-reader';
import { parseStatistic } from './statistic';

/** *Alarms on math expressions*: a hard limit. */
const MOST_METRICS = 10;
const SECONDS_A_MINUTE = 60;
const ID = /^[a-z][A-Za-z0-9_]*$/;

/** What an alarm looks at, from either form of its properties. */
export interface Watched {
  readonly queries: readonly MetricQuery[];
  readonly returnId: string;
  readonly periodMinutes: number;
}

/** Of the form with one metric; the form with `Metrics` has none of them. */
export const SINGLE_ONLY = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Statistic',
  'ExtendedStatistic',
  'Unit',
];

/** @throws {CloudWatchError} when `PutMetricAlarm` would refuse the metrics, or they are not evaluated here. */
export function readWatched(alarm: PropertyReader): Watched {
  return alarm.has('Metrics') ? readMetrics(alarm) : readSingle(alarm);
}

function readSingle(alarm: PropertyReader): Watched {
  if (alarm.has('Statistic') === alarm.has('ExtendedStatistic')) {
    alarm.fail('Statistic', 'given, or ExtendedStatistic, but not both', undefined);
  }
  const periodMinutes = readPeriod(alarm);
  const statistic = parseStatistic(alarm.text(alarm.has('Statistic') ? 'Statistic' : 'ExtendedStatistic'));
  const stat: MetricStat = {
    identity: readIdentity(alarm),
    statistic,
    periodMinutes,
    unit: alarm.optionalText('Unit'),
  };
  return { queries: [{ id: 'm1', stat }], returnId: 'm1', periodMinutes };
}

function readMetrics(alarm: PropertyReader): Watched {
  for (const name of SINGLE_ONLY) {
    if (alarm.has(name)) alarm.fail(name, 'absent beside Metrics', undefined);
  }
  const entries = alarm.objects('Metrics');
  const queries = entries.map(readQuery);
  const ids = queries.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new CloudWatchError(`the ids ${ids.join(', ')} are not distinct`);
  if (queries.filter((query) => 'stat' in query).length > MOST_METRICS) {
    throw new CloudWatchError(`an alarm can have ${MOST_METRICS} metrics, got ${queries.length}`);
  }
  const returned = entries.filter((entry) => entry.flag('ReturnData', true));
  const [entry] = returned;
  if (!entry || returned.length > 1) {
    throw new CloudWatchError(`ReturnData must be true for exactly one of ${ids.join(', ')}`);
  }
  const periods = new Set<number>();
  for (const query of queries) if ('stat' in query) periods.add(query.stat.periodMinutes);
  for (const each of entries) if (each.has('Period')) periods.add(readPeriod(each));
  const [periodMinutes] = periods;
  if (periodMinutes === undefined || periods.size > 1) {
    throw new CloudWatchError(
      `all metrics of an alarm must have one period, got ${[...periods].join(', ')} min`,
    );
  }
  return { queries, returnId: entry.text('Id'), periodMinutes };
}

function readQuery(entry: PropertyReader): MetricQuery {
  const id = entry.text('Id');
  if (!ID.test(id)) entry.fail('Id', 'a name that starts with a lowercase letter', id);
  if (entry.has('Expression') === entry.has('MetricStat')) {
    entry.fail('Expression', 'given, or MetricStat, but not both', undefined);
  }
  if (entry.has('Expression')) return { id, expression: entry.text('Expression') };
  const stat = entry.object('MetricStat');
  return {
    id,
    stat: {
      identity: readIdentity(stat.object('Metric')),
      statistic: parseStatistic(stat.text('Stat')),
      periodMinutes: readPeriod(stat),
      unit: stat.optionalText('Unit'),
    },
  };
}

function readIdentity(metric: PropertyReader): MetricStat['identity'] {
  const pairs = metric
    .objects('Dimensions')
    .map((dimension) => [dimension.text('Name'), dimension.text('Value')]);
  const dimensions: Record<string, string> = Object.fromEntries(pairs);
  return { namespace: metric.text('Namespace'), name: metric.text('MetricName'), dimensions };
}

/** In minutes. Periods below a minute need points that are stored by the second: not here. */
function readPeriod(holder: PropertyReader): number {
  const seconds = holder.whole('Period');
  return seconds % SECONDS_A_MINUTE === 0
    ? seconds / SECONDS_A_MINUTE
    : holder.fail('Period', 'a multiple of 60 seconds (shorter ones are not evaluated here)', seconds);
}
