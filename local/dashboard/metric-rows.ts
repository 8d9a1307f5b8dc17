import { isArray, isObject, type Json } from '../assembly/template';
import { CloudWatchError } from '../cloudwatch/cloudwatch-error';
import type { MetricIdentity } from '../cloudwatch/metric-identity';
import { PropertyReader } from '../cloudwatch/property-reader';
import { parseStatistic, type Statistic } from '../cloudwatch/statistic';

/** One row of a widget's `metrics`, with its shorthand written out. */
export interface MetricRow {
  /** Made up where the row has none. */
  readonly id: string;
  readonly label?: string;
  readonly visible: boolean;
  readonly yAxis: 'left' | 'right';
  readonly color?: string;
  readonly periodMinutes: number;
  readonly source:
    | { readonly identity: MetricIdentity; readonly statistic: Statistic; readonly statisticName: string }
    | { readonly expression: string };
}

/** What rows have that say nothing of it. */
export interface RowDefaults {
  readonly periodSeconds: number;
  readonly statistic: string;
}

/** Rendering properties that are read, and those that change nothing in a picture of one account. */
const KNOWN = [
  'id',
  'label',
  'visible',
  'yAxis',
  'color',
  'period',
  'stat',
  'expression',
  'region',
  'accountId',
];
const COLOR = /^#[0-9a-f]{3,8}$/i;
const SAME = '.';
const ALL_SAME = '...';

/**
 * Reads `metrics` of a widget (*Dashboard body structure*): `.` stands for what the row before has in its place,
 * `...` for as many of them as the row lacks.
 *
 * @throws {CloudWatchError} when a row is not as CloudWatch has it.
 */
export function readMetricRows(metrics: Json | undefined, defaults: RowDefaults, path: string): MetricRow[] {
  if (!isArray(metrics)) throw new CloudWatchError(`${path}.metrics is no list`);
  let before: readonly string[] = [];
  const rows = metrics.map((row, index) => {
    const place = `${path}.metrics[${index}]`;
    if (!isArray(row)) throw new CloudWatchError(`${place} is no list`);
    const last = row.at(-1);
    const rendering = isObject(last) ? last : {};
    const names = expand(isObject(last) ? row.slice(0, -1) : row, before, place);
    if (names.length > 0) before = names;
    return readRow(names, new PropertyReader(rendering, place), `row${index}`, { ...defaults, place });
  });
  const ids = rows.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new CloudWatchError(`${path}.metrics has the id ${twice} twice`);
  return rows;
}

function expand(row: readonly Json[], before: readonly string[], place: string): string[] {
  const gap = row.indexOf(ALL_SAME);
  const tail = row.length - gap - 1;
  const whole =
    gap === -1
      ? row
      : [...row.slice(0, gap), ...before.slice(gap, before.length - tail), ...row.slice(gap + 1)];
  return whole.map((part, index) => {
    const name = part === SAME ? before[index] : part;
    if (typeof name === 'string' && name !== ALL_SAME) return name;
    throw new CloudWatchError(
      name === undefined
        ? `${place} has '.' for something that the row before it lacks`
        : `${place} has ${JSON.stringify(name)} where a text belongs`,
    );
  });
}

function readRow(
  names: readonly string[],
  row: PropertyReader,
  fallbackId: string,
  { periodSeconds, statistic, place }: RowDefaults & { place: string },
): MetricRow {
  row.refuseOthers(KNOWN, 'is not drawn here');
  const color = row.optionalText('color');
  return {
    id: row.optionalText('id') ?? fallbackId,
    label: row.optionalText('label'),
    visible: row.flag('visible', true),
    yAxis: row.has('yAxis') ? row.choice('yAxis', ['left', 'right']) : 'left',
    color: color !== undefined && COLOR.test(color) ? color : undefined,
    periodMinutes: minutes(row.has('period') ? row.whole('period') : periodSeconds, place),
    source: row.has('expression')
      ? { expression: row.text('expression') }
      : readMetric(names, row.optionalText('stat') ?? statistic, place),
  };
}

function readMetric(names: readonly string[], statisticName: string, place: string): MetricRow['source'] {
  const [namespace, name, ...pairs] = names;
  if (namespace === undefined || name === undefined || pairs.length % 2 !== 0) {
    throw new CloudWatchError(`${place} is no namespace, name and pairs of dimensions: ${names.join(', ')}`);
  }
  const dimensions: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    dimensions[pairs[index] ?? ''] = pairs[index + 1] ?? '';
  }
  return {
    identity: { namespace, name, dimensions },
    statistic: parseStatistic(statisticName),
    statisticName,
  };
}

function minutes(seconds: number, place: string): number {
  if (seconds % 60 === 0) return seconds / 60;
  throw new CloudWatchError(`${place}: periods below a minute are not drawn here, got ${seconds} s`);
}
