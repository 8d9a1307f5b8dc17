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

/** What is published besides the service: one dimension at most. */
type Dimension = readonly [name: MetricDimension, value: string];

/** Metrics of one dimension set; those that nobody reads are `undefined`. */
type Metrics = Map<MetricDefinition, Metric | undefined>;

/** Tells which metrics are worth writing: an alarm reads few of them. */
export type IsRead = (identity: MetricIdentity) => boolean;

/** Writes what the server's lines of a minute come to in CloudWatch, under every dimension set of the contract. */
export class Emission {
  /** By dimension and its value: a metric that is written every minute is named once. */
  private readonly sets = new Map<MetricDimension, Map<string, Metrics>>();
  private readonly ofService: Metrics = new Map();

  constructor(
    private readonly store: MetricStore,
    private readonly model: ServiceModel,
    private readonly isRead: IsRead = () => true,
  ) {}

  write(happened: Minute): void {
    const { minute } = happened;
    this.tally(minute, happened.all);
    for (const [tool, tally] of happened.byTool) this.tally(minute, tally, ['tool', tool]);
    for (const [release, tally] of happened.byRelease) this.tally(minute, tally, ['release', release]);
    let errors = 0;
    for (const [code, count] of happened.errors) {
      errors += count;
      this.ones(METRICS.errors, minute, count, ['code', code]);
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
  private gauges({ minute, checks, approvals, containers }: Minute): void {
    if (!checks) return;
    const lines = [Math.max(1, containers.length)];
    let down = 0;
    for (const [check, { up, latencyMs }] of checks) {
      if (!up) down += 1;
      this.record(METRICS.healthCheckUp, minute, [up ? 1 : 0], lines, ['check', check]);
      this.record(METRICS.healthCheckLatency, minute, [latencyMs], lines, ['check', check]);
    }
    this.record(METRICS.healthChecksDown, minute, [down], lines);
    if (approvals) {
      this.record(METRICS.approvalsPending, minute, [approvals.pending], lines);
      this.record(METRICS.approvalsOldestAge, minute, [approvals.oldestSeconds], lines);
    }
    for (const { inFlight, connections } of containers) {
      this.record(METRICS.inFlight, minute, [inFlight]);
      this.record(METRICS.activeConnections, minute, [connections]);
    }
  }

  private tally(minute: number, { calls, faults, slow, latencies }: Tally, dimension?: Dimension): void {
    if (calls === 0) return;
    this.record(METRICS.calls, minute, [1], [calls], dimension);
    this.flags(METRICS.faults, minute, faults, calls, dimension);
    this.flags(METRICS.slow, minute, slow, calls, dimension);
    this.record(METRICS.latency, minute, latencies, undefined, dimension);
  }

  /** 1 for some calls and 0 for the others. */
  private flags(
    metric: MetricDefinition,
    minute: number,
    set: number,
    calls: number,
    dimension?: Dimension,
  ): void {
    if (set === 0) this.record(metric, minute, [0], [calls], dimension);
    else if (set === calls) this.record(metric, minute, [1], [calls], dimension);
    else this.record(metric, minute, [0, 1], [calls - set, set], dimension);
  }

  /** Nothing where nothing happened. */
  private ones(metric: MetricDefinition, minute: number, count: number, dimension?: Dimension): void {
    if (count > 0) this.record(metric, minute, [1], [count], dimension);
  }

  private record(
    definition: MetricDefinition,
    minute: number,
    values: readonly number[],
    counts?: readonly number[],
    dimension?: Dimension,
  ): void {
    const metrics = dimension === undefined ? this.ofService : this.metricsOf(dimension);
    if (!metrics.has(definition)) metrics.set(definition, this.metric(definition, dimension));
    metrics.get(definition)?.record(minute, values, counts, definition.unit);
  }

  private metricsOf([name, value]: Dimension): Metrics {
    let byValue = this.sets.get(name);
    if (!byValue) this.sets.set(name, (byValue = new Map<string, Metrics>()));
    let metrics = byValue.get(value);
    if (!metrics) byValue.set(value, (metrics = new Map()));
    return metrics;
  }

  private metric({ name }: MetricDefinition, dimension?: Dimension): Metric | undefined {
    const dimensions = { service: this.model.service, ...(dimension && { [dimension[0]]: dimension[1] }) };
    const identity: MetricIdentity = { namespace: METRIC_NAMESPACE, name, dimensions };
    return this.isRead(identity) ? this.store.metric(identity) : undefined;
  }
}
