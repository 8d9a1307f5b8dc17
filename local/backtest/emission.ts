import {
  METRICS,
  METRIC_NAMESPACE,
  type MetricDefinition,
  type MetricDimension,
} from '../../lambda/contract';
import type { MetricIdentity } from '../cloudwatch/metric-identity';
import type { Metric, MetricStore } from '../cloudwatch/metric-store';
import type { ServiceModel } from './service-model';
import type { Minute, Tally } from './traffic/minute';

type Dimensions = Readonly<Partial<Record<MetricDimension, string>>>;

/** Tells which metrics are worth writing: an alarm reads few of them. */
export type IsRead = (identity: MetricIdentity) => boolean;

/** Writes what the server's lines of a minute come to in CloudWatch, under every dimension set of the contract. */
export class Emission {
  private readonly metrics = new Map<string, Metric | undefined>();

  constructor(
    private readonly store: MetricStore,
    private readonly model: ServiceModel,
    private readonly isRead: IsRead = () => true,
  ) {}

  write(happened: Minute): void {
    const { minute } = happened;
    this.tally(minute, happened.all, {});
    for (const [tool, tally] of happened.byTool) this.tally(minute, tally, { tool });
    for (const [release, tally] of happened.byRelease) this.tally(minute, tally, { release });
    let errors = 0;
    for (const [code, count] of happened.errors) {
      errors += count;
      this.ones(METRICS.errors, minute, count, { code });
    }
    this.ones(METRICS.errors, minute, errors);
    this.ones(METRICS.rateLimited, minute, happened.rateLimited);
    this.ones(METRICS.replays, minute, happened.replays);
    this.ones(METRICS.unknownOutcomes, minute, happened.unknownOutcomes);
    this.ones(METRICS.unauthorized, minute, happened.unauthorized);
    this.ones(METRICS.coldStarts, minute, happened.coldStarts);
    this.gauges(happened);
  }

  /** One line: of the only instance that the probe reaches, or of each container. */
  private gauges({ minute, checks, containers }: Minute): void {
    if (!checks) return;
    const lines = [Math.max(1, containers.length)];
    let down = 0;
    for (const [check, { up, latencyMs }] of checks) {
      if (!up) down += 1;
      this.record(METRICS.healthCheckUp, minute, [up ? 1 : 0], lines, { check });
      this.record(METRICS.healthCheckLatency, minute, [latencyMs], lines, { check });
    }
    this.record(METRICS.healthChecksDown, minute, [down], lines);
    for (const { inFlight, connections } of containers) {
      this.record(METRICS.inFlight, minute, [inFlight]);
      this.record(METRICS.activeConnections, minute, [connections]);
    }
  }

  private tally(minute: number, { calls, faults, slow, latencies }: Tally, dimensions: Dimensions): void {
    if (calls === 0) return;
    this.record(METRICS.calls, minute, [1], [calls], dimensions);
    this.flags(METRICS.faults, minute, faults, calls, dimensions);
    this.flags(METRICS.slow, minute, slow, calls, dimensions);
    this.record(METRICS.latency, minute, latencies, undefined, dimensions);
  }

  /** 1 for some calls and 0 for the others. */
  private flags(
    metric: MetricDefinition,
    minute: number,
    set: number,
    calls: number,
    dimensions: Dimensions,
  ): void {
    if (set === 0) this.record(metric, minute, [0], [calls], dimensions);
    else if (set === calls) this.record(metric, minute, [1], [calls], dimensions);
    else this.record(metric, minute, [0, 1], [calls - set, set], dimensions);
  }

  /** Nothing where nothing happened. */
  private ones(metric: MetricDefinition, minute: number, count: number, dimensions: Dimensions = {}): void {
    if (count > 0) this.record(metric, minute, [1], [count], dimensions);
  }

  private record(
    { name, unit }: MetricDefinition,
    minute: number,
    values: readonly number[],
    counts?: readonly number[],
    dimensions: Dimensions = {},
  ): void {
    const { tool = '', release = '', code = '', check = '' } = dimensions;
    const key = `${name}|${tool}|${release}|${code}|${check}`;
    if (!this.metrics.has(key)) this.metrics.set(key, this.metric(name, dimensions));
    this.metrics.get(key)?.record(minute, values, counts, unit);
  }

  private metric(name: string, dimensions: Dimensions): Metric | undefined {
    const all = { service: this.model.service, ...dimensions };
    const identity: MetricIdentity = { namespace: METRIC_NAMESPACE, name, dimensions: all };
    return this.isRead(identity) ? this.store.metric(identity) : undefined;
  }
}
