import { CloudWatchError } from './cloudwatch-error';
import type { MetricIdentity } from './metric-identity';
import { compileRequest } from './metric-math/compile';
import type { Compiled, Frame, Points } from './metric-math/compiled';
import { MetricSeries } from './metric-series';
import { PointMemory } from './point-memory';
import type { MetricStore } from './metric-store';
import type { Statistic } from './statistic';

export interface MetricStat {
  readonly identity: MetricIdentity;
  readonly statistic: Statistic;
  readonly periodMinutes: number;
  readonly unit?: string | undefined;
}

/** One entry of a request: a metric or an expression over entries. */
export type MetricQuery =
  { readonly id: string; readonly stat: MetricStat } | { readonly id: string; readonly expression: string };

export interface MetricRequestProps {
  readonly store: MetricStore;
  readonly queries: readonly MetricQuery[];
  /** Whose result is wanted. */
  readonly returnId: string;
  /** Of every metric: several periods in one request are refused, the guide says nothing of them. */
  readonly periodMinutes: number;
  /** How many points are wanted at most. */
  readonly mostPoints: number;
}

const SECONDS_A_MINUTE = 60;

/** A request for metric data (`GetMetricData`, `Metrics` of an alarm, a widget), understood once and run often. */
export class MetricRequest {
  private readonly compiled: Exclude<Compiled, { kind: 'scalar' }>;
  /** A point does not depend on how many are asked for. */
  readonly isPointwise: boolean;
  /** Of the result, where a point does not depend on how many are asked for. */
  private readonly memory: PointMemory | undefined;
  private readonly series = new Map<string, MetricSeries>();

  /** @throws {CloudWatchError} when an expression is wrong, or its result is a bare scalar. */
  constructor(private readonly props: MetricRequestProps) {
    const { store, queries, returnId, periodMinutes, mostPoints } = props;
    const metrics = new Map<string, number>();
    const expressions = new Map<string, string>();
    for (const query of queries) {
      if ('expression' in query) expressions.set(query.id, query.expression);
      else {
        if (query.stat.periodMinutes !== periodMinutes) {
          throw new CloudWatchError(`${query.id}: every metric of a request must have the same period`);
        }
        metrics.set(query.id, query.stat.periodMinutes * SECONDS_A_MINUTE);
        const metric = store.metric(query.stat.identity);
        const memoryMinutes = mostPoints * periodMinutes;
        this.series.set(query.id, new MetricSeries({ ...query.stat, metric, memoryMinutes }));
      }
    }
    const { result: compiled, isPointwise } = compileRequest({ metrics, expressions }, returnId);
    if (compiled.kind === 'scalar') {
      throw new CloudWatchError(`${returnId} is a scalar; the result must be a time series`);
    }
    this.compiled = compiled;
    this.isPointwise = isPointwise;
    if (compiled.kind === 'series' && isPointwise && expressions.has(returnId)) {
      const one = (end: number): number =>
        compiled.run(new RequestFrame(this.series, periodMinutes, end, 1))[0] ?? Number.NaN;
      const memory = new PointMemory(periodMinutes, mostPoints * periodMinutes, one);
      for (const query of queries) {
        if ('stat' in query) store.metric(query.stat.identity).onWrite((minute) => memory.forget(minute));
      }
      this.memory = memory;
    }
  }

  get isSingle(): boolean {
    return this.compiled.kind === 'series';
  }

  /** The latest points, oldest first, of every series of the result. @param end minute after the last period. */
  pointsBefore(end: number, count: number): readonly Points[] {
    const { periodMinutes } = this.props;
    if (this.memory) return [pointsOf(this.memory, end - (count - 1) * periodMinutes, periodMinutes, count)];
    const frame = new RequestFrame(this.series, periodMinutes, end, count);
    return this.compiled.kind === 'series' ? [this.compiled.run(frame)] : this.compiled.run(frame);
  }

  /** Samples of the metric itself; 0 for an expression. */
  samplesBetween(from: number, to: number): number {
    return this.series.get(this.props.returnId)?.samplesBetween(from, to) ?? 0;
  }
}

class RequestFrame implements Frame {
  private readonly firstEnd: number;

  constructor(
    private readonly series: ReadonlyMap<string, MetricSeries>,
    private readonly periodMinutes: number,
    end: number,
    readonly length: number,
  ) {
    this.firstEnd = end - (length - 1) * periodMinutes;
  }

  startOf(index: number): number {
    return (this.firstEnd + (index - 1) * this.periodMinutes) * SECONDS_A_MINUTE;
  }

  points(id: string): Points {
    return pointsOf(this.series.get(id), this.firstEnd, this.periodMinutes, this.length);
  }
}

function pointsOf(
  source: { pointEndingAt(end: number): number } | undefined,
  firstEnd: number,
  step: number,
  count: number,
): Points {
  const points: number[] = [];
  for (let index = 0; index < count; index += 1) {
    points.push(source?.pointEndingAt(firstEnd + index * step) ?? Number.NaN);
  }
  return points;
}
