import { METRICS, type MetricDefinition } from './contract';
import type { Clock } from './clock';
import { MetricValues } from './emf';
import { fitLine } from './line-size';
import type { UpstreamUse } from './upstream/upstream';

type Fields = Readonly<Record<string, unknown>>;

/** Writes a record as one line. The writer adds service and release: they are dimensions. */
export type WriteLine = (message: string, fields: Fields) => void;

/** What a tool call adds to its request's line. The result is never in it. */
export interface CallFacts {
  readonly tool: string;
  readonly effect: string;
  /** As sent, redacted and bounded. */
  readonly arguments: unknown;
  /** Absent when the call ended in a result. */
  readonly code?: string;
  readonly outcome: string;
  /** What went wrong, for the operator. */
  readonly cause?: string;
  readonly fault: boolean;
  /** Whether it took longer than the tool's objective. */
  readonly slow: boolean;
  readonly latencyMs: number;
  readonly outputBytes: number;
}

/**
 * The one line of a request: log, audit record, and CloudWatch metric in Embedded Metric Format.
 * Whoever learns something adds it; the line is written once, before the last byte of the reply.
 */
export class RequestLine {
  private readonly fields: Record<string, unknown> = {};
  private readonly startedAt: number;
  private readonly metrics = new MetricValues();
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

  /** Once a request, however often it happens in it. */
  count(metric: MetricDefinition): void {
    this.metrics.set(metric, 1);
  }

  /** From here to `addCall` the line waits, even when the caller hangs up: a write runs on without them. */
  startCall(): void {
    this.callRuns = true;
  }

  addCall({ fault, slow, latencyMs, ...facts }: CallFacts): void {
    this.add(facts);
    this.metrics.set(METRICS.calls, 1);
    this.metrics.set(METRICS.faults, fault ? 1 : 0);
    this.metrics.set(METRICS.slow, slow ? 1 : 0);
    this.metrics.set(METRICS.latency, latencyMs);
    if (facts.code !== undefined) this.metrics.set(METRICS.errors, 1);
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

  private finish(): void {
    this.state = 'written';
    const durationMs = this.clock.now() - this.startedAt;
    this.write('request', {
      ...fitLine({ ...this.fields, ...this.upstream, durationMs }),
      ...this.metrics.fields(this.clock),
    });
  }
}
