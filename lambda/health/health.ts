import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { HealthCheck } from '../tools/health-check';
import { messageOf } from '../thrown';

/** How long a round of checks is believed: probes of several balancer nodes share one. */
const CACHE_MS = 5_000;

export type Readiness = 'ready' | 'degraded' | 'unavailable';
export type Phase = 'booting' | 'serving' | 'draining';

interface Failure {
  readonly check: string;
  readonly critical: boolean;
  readonly reason: string;
}

/** How one check ended. */
export interface CheckResult {
  readonly check: string;
  readonly critical: boolean;
  readonly latencyMs: number;
  /** Present when it is down. */
  readonly reason?: string;
}

/** What `/health/live` and `/health/ready` say. */
export class Health {
  phase: Phase = 'booting';
  private round?: { readonly startedAt: number; readonly results: Promise<readonly CheckResult[]> };

  constructor(
    private readonly checks: Readonly<Record<string, HealthCheck>>,
    private readonly clock: Clock,
    private readonly onFailure: (failure: Failure) => void,
  ) {}

  get live(): boolean {
    return this.phase === 'serving';
  }

  async readiness(): Promise<Readiness> {
    if (!this.live) return 'unavailable';
    const down = (await this.results()).filter(({ reason }) => reason !== undefined);
    if (down.length === 0) return 'ready';
    return down.some(({ critical }) => critical) ? 'unavailable' : 'degraded';
  }

  /** Runs the module's checks side by side, at most once in 5 seconds. */
  results(): Promise<readonly CheckResult[]> {
    if (!this.round || this.clock.now() - this.round.startedAt >= CACHE_MS) {
      this.round = { startedAt: this.clock.now(), results: this.run() };
    }
    return this.round.results;
  }

  private async run(): Promise<readonly CheckResult[]> {
    const results = await Promise.all(
      Object.entries(this.checks).map(([name, check]) => this.runOne(name, check)),
    );
    for (const { check, critical, reason } of results) {
      if (reason !== undefined) this.onFailure({ check, critical, reason });
    }
    return results;
  }

  private async runOne(name: string, { check, critical, timeoutMs }: HealthCheck): Promise<CheckResult> {
    const startedAt = this.clock.now();
    const ended = (reason?: string): CheckResult => ({
      check: name,
      critical,
      latencyMs: this.clock.now() - startedAt,
      ...(reason !== undefined && { reason }),
    });
    try {
      await withDeadline(this.clock, timeoutMs, check);
      return ended();
    } catch (error) {
      return ended(messageOf(error));
    }
  }
}
