import {
  CALL_DIMENSIONS,
  CALL_METRICS,
  METRIC_NAMESPACE,
  SERVICE_DIMENSIONS,
  type MetricDefinition,
} from './contract';
import type { Clock } from './clock';
import type { UpstreamUse } from './upstream/upstream';

type Fields = Readonly<Record<string, unknown>>;
type DimensionSets = readonly (readonly string[])[];

/** Writes a record as one line. The writer adds the service: it is a dimension. */
export type WriteLine = (message: string, fields: Fields) => void;

/** What a tool call adds to its request's line. The caller's arguments and the result are never in it. */
export interface CallFacts {
  readonly tool: string;
  readonly effect: string;
  /** Absent when the call ended in a result. */
  readonly code?: string;
  readonly outcome: string;
  readonly fault: boolean;
  readonly latencyMs: number;
  readonly outputBytes: number;
}

/**
 * The one line of a request: log, and CloudWatch metric in Embedded Metric Format where it was a tool call.
 * Whoever learns something adds it; the line is written once, before the last byte of the reply.
 */
export class RequestLine {
  private readonly fields: Record<string, unknown> = {};
  private readonly startedAt: number;
  private readonly directives: object[] = [];
  private upstream?: UpstreamUse;
  private callRuns = false;
  private state: 'open' | 'ended' | 'written' = 'open';

  constructor(
    private readonly write: WriteLine,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now();
  }

  add(fields: Fields): void {
    Object.assign(this.fields, fields);
  }

  /** Adds up: a tool asks several times, and its rule asks too. */
  addUpstream({ upstreamMs, upstreamCalls, upstreamRetries }: UpstreamUse): void {
    const { upstream } = this;
    this.upstream = {
      upstreamMs: upstreamMs + (upstream?.upstreamMs ?? 0),
      upstreamCalls: upstreamCalls + (upstream?.upstreamCalls ?? 0),
      upstreamRetries: upstreamRetries + (upstream?.upstreamRetries ?? 0),
    };
  }

  /** Counts one of `SERVICE_METRICS`; once a request, however often it happens in it. */
  count(metric: MetricDefinition): void {
    if (metric.name in this.fields) return;
    this.publish({ [metric.name]: 1 }, SERVICE_DIMENSIONS, [metric]);
  }

  /** From here to `addCall` the line waits, even when the caller hangs up: a write runs on without them. */
  startCall(): void {
    this.callRuns = true;
  }

  addCall({ fault, latencyMs, ...facts }: CallFacts): void {
    const { calls, faults, latency } = CALL_METRICS;
    const values = { [calls.name]: 1, [faults.name]: fault ? 1 : 0, [latency.name]: latencyMs };
    this.add(facts);
    this.publish(values, CALL_DIMENSIONS, [calls, faults, latency]);
    this.callRuns = false;
    if (this.state === 'ended') this.finish();
  }

  /** The reply is complete, or nobody waits for it. Later calls do nothing. */
  end(fields: Fields = {}): void {
    if (this.state !== 'open') return;
    this.state = 'ended';
    this.add(fields);
    if (!this.callRuns) this.finish();
  }

  private publish(values: Fields, dimensions: DimensionSets, metrics: readonly MetricDefinition[]): void {
    this.add(values);
    this.directives.push({
      Namespace: METRIC_NAMESPACE,
      Dimensions: dimensions,
      Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
    });
  }

  private finish(): void {
    this.state = 'written';
    const { directives } = this;
    if (directives.length > 0)
      this.add({ _aws: { Timestamp: this.clock.now(), CloudWatchMetrics: directives } });
    this.write('request', {
      ...this.fields,
      ...this.upstream,
      durationMs: this.clock.now() - this.startedAt,
    });
  }
}
