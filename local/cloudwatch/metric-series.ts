import type { Aggregate } from './aggregates';
import { statisticOf } from './distribution';
import type { Metric } from './metric-store';
import type { MetricStream } from './metric-stream';
import { PointMemory } from './point-memory';
import { SlidingDistribution } from './sliding-distribution';
import { isSumStatistic, type Statistic, type SumStatistic } from './statistic';

export interface MetricSeriesProps {
  readonly metric: Metric;
  readonly statistic: Statistic;
  /** Whole minutes. */
  readonly periodMinutes: number;
  /** Default: the only unit that was published. */
  readonly unit?: string | undefined;
  /** How far back points are asked for again, in minutes; older ones are computed anew. */
  readonly memoryMinutes: number;
}

/**
 * A statistic of a metric over periods that may end at any minute. A point covers the period before its end;
 * CloudWatch stamps it with its start.
 */
export class MetricSeries {
  private readonly memory: PointMemory;
  private readonly distribution: SlidingDistribution;

  constructor(private readonly props: MetricSeriesProps) {
    const { metric, periodMinutes, memoryMinutes } = props;
    this.memory = new PointMemory(periodMinutes, memoryMinutes, (end) => this.compute(end));
    this.distribution = new SlidingDistribution(periodMinutes);
    metric.onWrite((minute) => {
      this.memory.forget(minute);
      this.distribution.resetIfPast(minute);
    });
  }

  /** @param end first minute after the period. @returns NaN when nothing was recorded in it. */
  pointEndingAt(end: number): number {
    return this.memory.pointEndingAt(end);
  }

  /** Samples in the minutes from `from` to before `to`. */
  samplesBetween(from: number, to: number): number {
    return this.stream()?.aggregate(from, to).count ?? 0;
  }

  private compute(end: number): number {
    const { statistic, periodMinutes } = this.props;
    const stream = this.stream();
    if (!stream) return Number.NaN;
    if (isSumStatistic(statistic)) return sumStatistic(statistic, stream.aggregate(end - periodMinutes, end));
    this.distribution.moveTo(end, stream);
    return statisticOf(statistic, this.distribution);
  }

  private stream(): MetricStream | undefined {
    return this.props.metric.stream(this.props.unit);
  }
}

function sumStatistic({ kind }: SumStatistic, { sum, count, minimum, maximum }: Aggregate): number {
  if (count === 0) return Number.NaN;
  switch (kind) {
    case 'sum':
      return sum;
    case 'count':
      return count;
    case 'average':
      return sum / count;
    case 'minimum':
      return minimum;
    case 'maximum':
      return maximum;
    default:
      return kind satisfies never;
  }
}
