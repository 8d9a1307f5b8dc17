import { CloudWatchError } from './cloudwatch-error';
import { describeIdentity, identityKey, type MetricIdentity } from './metric-identity';
import { MetricStream } from './metric-stream';

export const MS_A_MINUTE = 60_000;

/** The unit of a point that names none (CloudWatch concepts). */
export const NO_UNIT = 'None';

/** One metric: a stream of points for every unit that was published under its name. */
export class Metric {
  private readonly streams = new Map<string, MetricStream>();
  private readonly listeners: ((minute: number) => void)[] = [];

  constructor(readonly identity: MetricIdentity) {}

  /**
   * Adds samples to a minute.
   *
   * @param minute since the epoch, whole.
   * @param values finite numbers.
   * @param counts samples of each value. Default: one each.
   * @param unit default `None`. Points of different units never mix (CloudWatch concepts).
   * @throws {CloudWatchError} when a number is not finite, or a count is not above 0.
   */
  record(minute: number, values: readonly number[], counts?: readonly number[], unit = NO_UNIT): void {
    let stream = this.streams.get(unit);
    if (!stream) this.streams.set(unit, (stream = new MetricStream()));
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      const count = counts === undefined ? 1 : (counts[index] ?? 0);
      if (!Number.isFinite(value) || !(count > 0) || !Number.isSafeInteger(minute)) {
        throw new CloudWatchError(
          `${describeIdentity(this.identity)}: value ${value} x ${count} at minute ${minute} is no data point`,
        );
      }
      stream.add(minute, value, count);
    }
    for (const changed of this.listeners) changed(minute);
  }

  /**
   * The points of a unit; without one, those of the only unit there is.
   *
   * @throws {CloudWatchError} without a unit, when there are several: *PutMetricAlarm* calls that undefined.
   */
  stream(unit?: string): MetricStream | undefined {
    if (unit !== undefined) return this.streams.get(unit);
    if (this.streams.size > 1) {
      const units = [...this.streams.keys()].join(', ');
      throw new CloudWatchError(`${describeIdentity(this.identity)} has several units (${units}): name one`);
    }
    return this.streams.values().next().value;
  }

  /** Calls back after every write with the minute that changed. */
  onWrite(changed: (minute: number) => void): void {
    this.listeners.push(changed);
  }

  get isEmpty(): boolean {
    return this.streams.size === 0;
  }

  forgetDaysBefore(minute: number): void {
    for (const stream of this.streams.values()) stream.forgetDaysBefore(minute);
  }
}

/** All metrics of one account and region, by minute. Keeps everything until told to forget. */
export class MetricStore {
  private readonly metrics = new Map<string, Metric>();

  /** The metric of that name; one that nobody has written yet is empty. */
  metric(identity: MetricIdentity): Metric {
    const key = identityKey(identity);
    let metric = this.metrics.get(key);
    if (!metric) this.metrics.set(key, (metric = new Metric(identity)));
    return metric;
  }

  /** `metric(identity).record(…)`; keep the metric instead where the same one is written often. */
  record(
    identity: MetricIdentity,
    minute: number,
    values: readonly number[],
    counts?: readonly number[],
  ): void {
    this.metric(identity).record(minute, values, counts);
  }

  /** Every metric that has been written. */
  written(): MetricIdentity[] {
    return [...this.metrics.values()].filter(({ isEmpty }) => !isEmpty).map(({ identity }) => identity);
  }

  /** Drops whole days before a minute. CloudWatch keeps one-minute points for 15 days (CloudWatch concepts). */
  forgetDaysBefore(minute: number): void {
    for (const metric of this.metrics.values()) metric.forgetDaysBefore(minute);
  }
}
