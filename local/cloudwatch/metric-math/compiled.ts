/**
 * A time series: one number for every timestamp of the frame, oldest first; NaN where it has no point. Metric
 * math knows no other special number: what is not finite is no point.
 */
export type Points = readonly number[];

/** What one evaluation is about. */
export interface Frame {
  /** Number of timestamps. */
  readonly length: number;
  /** Start of a period in seconds since the epoch; 0 is the oldest. */
  startOf(index: number): number;
  points(metricId: string): Points;
}

/** An expression that was understood: it is parsed and checked once, then run for every frame. */
export type Compiled =
  | { readonly kind: 'scalar'; readonly run: (frame: Frame) => number }
  | { readonly kind: 'series'; readonly run: (frame: Frame) => Points }
  | { readonly kind: 'list'; readonly run: (frame: Frame) => readonly Points[] };

export type CompiledSeries = Extract<Compiled, { kind: 'series' }>;

/** A point that exists, or none: a result that is no finite number is dropped. */
export function pointOf(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

export function isMissing(value: number | undefined): boolean {
  return value === undefined || Number.isNaN(value);
}

/** A scalar has the same value at every timestamp. */
export function valueAt(operand: number | Points, index: number): number {
  return typeof operand === 'number' ? operand : (operand[index] ?? Number.NaN);
}

/** A series with a value for every timestamp. */
export function seriesFor(frame: Frame, value: (index: number) => number): number[] {
  const points: number[] = [];
  for (let index = 0; index < frame.length; index += 1) points.push(value(index));
  return points;
}
