import { METRICS, METRIC_NAMESPACE } from '../../lambda/contract';
import { CloudWatchError } from '../cloudwatch/cloudwatch-error';
import { identityKey, type MetricIdentity } from '../cloudwatch/metric-identity';
import { MetricRequest, type MetricQuery } from '../cloudwatch/metric-query';
import { MS_A_MINUTE, type MetricStore } from '../cloudwatch/metric-store';
import type { MetricRow } from './metric-rows';
import type { MetricWidget } from './metric-widget';
import type { TimeRange } from './time-range';

export interface Point {
  /** Start of its period, in milliseconds since the epoch, as CloudWatch stamps it. */
  readonly at: number;
  /** NaN: no data. */
  readonly value: number;
}

/** What a row of a widget comes to. */
export interface Series {
  readonly label: string;
  readonly yAxis: 'left' | 'right';
  readonly color?: string;
  /** A period each, oldest first. */
  readonly points: readonly Point[];
  /** Absent where nobody says one. */
  readonly unit?: string;
  /** Metrics that were never written: an expression can have values without them, and they mean nothing. */
  readonly unwritten: readonly MetricIdentity[];
  /** Why it cannot be computed. */
  readonly problem?: string;
}

const ID = /(?<![A-Za-z0-9_"'])[a-z][A-Za-z0-9_]*/g;

export function hasData({ points }: Series): boolean {
  return points.some(({ value }) => !Number.isNaN(value));
}

/** Computes every visible row of a widget over its range. */
export function seriesOf({ rows, range, isOnePeriod }: MetricWidget, store: MetricStore): Series[] {
  const written = new Set(store.written().map(identityKey));
  return rows.filter(({ visible }) => visible).flatMap((row) => compute(row));

  function compute(row: MetricRow): Series[] {
    const inputs = inputsOf(row, rows);
    const { label = nameOf(row), yAxis, color } = row;
    const unwritten = identitiesOf(inputs).filter((identity) => !written.has(identityKey(identity)));
    const shared = { yAxis, color, unwritten, unit: unitOf(row) };
    try {
      const results = request(row, inputs, { range, isOnePeriod }, store);
      return results.map((points, index) => ({
        ...shared,
        label: results.length === 1 ? label : `${label} ${index + 1}`,
        points,
      }));
    } catch (error) {
      if (!(error instanceof CloudWatchError)) throw error;
      return [{ ...shared, label, points: [], problem: error.message }];
    }
  }
}

/** The row and all that its expression is made from. */
function inputsOf(row: MetricRow, rows: readonly MetricRow[]): MetricRow[] {
  const found = new Set([row]);
  for (const { source } of found) {
    if (!('expression' in source)) continue;
    // METRICS() stands for every metric of the widget.
    if (/\bMETRICS\(/.test(source.expression))
      rows.filter((other) => 'identity' in other.source).forEach((other) => found.add(other));
    for (const [id] of source.expression.matchAll(ID)) {
      const input = rows.find((candidate) => candidate.id === id);
      if (input) found.add(input);
    }
  }
  return [...found];
}

function identitiesOf(rows: readonly MetricRow[]): MetricIdentity[] {
  return rows.flatMap(({ source }) => ('identity' in source ? [source.identity] : []));
}

function request(
  row: MetricRow,
  inputs: readonly MetricRow[],
  { range, isOnePeriod }: { readonly range: TimeRange; readonly isOnePeriod: boolean },
  store: MetricStore,
): Point[][] {
  const from = Math.floor(range.from / MS_A_MINUTE);
  const to = Math.ceil(range.to / MS_A_MINUTE);
  const metric = inputs.find(({ source }) => 'identity' in source);
  const period = isOnePeriod ? to - from : (metric ?? row).periodMinutes;
  const queries: MetricQuery[] = inputs.map(({ id, source, periodMinutes }) =>
    'expression' in source
      ? { id, expression: source.expression }
      : { id, stat: { ...source, periodMinutes: isOnePeriod ? period : periodMinutes } },
  );
  // Periods begin at whole multiples of their length.
  const start = isOnePeriod ? from : Math.floor(from / period) * period;
  const count = Math.ceil((to - start) / period);
  const end = start + count * period;
  const points = new MetricRequest({
    store,
    queries,
    returnId: row.id,
    periodMinutes: period,
    mostPoints: count,
  }).pointsBefore(end, count);
  return points.map((series) =>
    series.map((value, index) => ({ at: (start + index * period) * MS_A_MINUTE, value })),
  );
}

function nameOf({ id, source }: MetricRow): string {
  return 'identity' in source ? source.identity.name : id;
}

/** The contract knows the units of the server's own metrics. */
function unitOf({ source }: MetricRow): string | undefined {
  if (!('identity' in source)) return undefined;
  if (source.statisticName === 'SampleCount') return 'Count';
  const { namespace, name } = source.identity;
  if (namespace !== METRIC_NAMESPACE) return undefined;
  return Object.values(METRICS).find((metric) => metric.name === name)?.unit;
}
