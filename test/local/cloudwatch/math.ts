import { compileRequest } from '../../../local/cloudwatch/metric-math/compile';
import type { Points } from '../../../local/cloudwatch/metric-math/compiled';

/** Values of a series; `null` is a missing point. */
export type Series = readonly (number | null)[];

const toPoints = (series: Series): Points => series.map((value) => value ?? Number.NaN);
const toSeries = (points: Points): Series =>
  // -0 is 0 to every reader of a metric.
  points.map((value) => (Number.isNaN(value) ? null : value + 0));

/** 2026-01-05, a Monday, 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 0, 5) / 1_000;

/**
 * Evaluates an expression over metrics given by id, a point a minute from Monday on. @returns a number for a
 * scalar, values for a series, a list of those for an array.
 */
export function evaluate(
  expression: string,
  metrics: Readonly<Record<string, Series>> = {},
  length = Object.values(metrics)[0]?.length ?? 0,
): number | Series | readonly Series[] {
  const ids = Object.keys(metrics);
  const { result: compiled } = compileRequest(
    { metrics: new Map(ids.map((id) => [id, 60])), expressions: new Map([['result', expression]]) },
    'result',
  );
  const frame = {
    length,
    startOf: (index: number) => MONDAY + index * 60,
    points: (id: string) => toPoints(metrics[id] ?? []),
  };
  if (compiled.kind === 'scalar') return compiled.run(frame);
  return compiled.kind === 'series'
    ? toSeries(compiled.run(frame))
    : compiled.run(frame).map((points) => toSeries(points));
}
