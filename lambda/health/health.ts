import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { HealthCheck } from '../tools/health-check';

/** How long a round of checks is believed: probes of several balancer nodes share one. */
const CACHE_MS = 5_000;

export type Readiness = 'ready' | 'degraded' | 'unavailable';
export type Phase = 'booting' | 'serving' | 'draining';

interface Failure {
  readonly check: string;
  readonly critical: boolean;
  readonly reason: string;
}

/** What `/health/live` and `/health/ready` say. */
export class Health {
  phase: Phase = 'booting';
  private round?: { readonly startedAt: number; readonly failures: Promise<readonly Failure[]> };

  constructor(
    private readonly checks: Readonly<Record<string, HealthCheck>>,
    private readonly clock: Clock,
    private readonly onFailure: (failure: Failure) => void,
  ) {}

  get live(): boolean {
    return this.phase === 'serving';
  }

  /** Runs the module's checks side by side, at most once in 5 seconds. */
  async readiness(): Promise<Readiness> {
    if (!this.live) return 'unavailable';
    if (!this.round || this.clock.now() - this.round.startedAt >= CACHE_MS) {
      this.round = { startedAt: this.clock.now(), failures: this.run() };
    }
    const failures = await this.round.failures;
    if (failures.length === 0) return 'ready';
    return failures.some((failure) => failure.critical) ? 'unavailable' : 'degraded';
  }

  private async run(): Promise<readonly Failure[]> {
    const results = await Promise.all(
      Object.entries(this.checks).map(([name, check]) => this.runOne(name, check)),
    );
    const failures = results.filter((result) => result !== undefined);
    failures.forEach(this.onFailure);
    return failures;
  }

  private async runOne(
    name: string,
    { check, critical, timeoutMs }: HealthCheck,
  ): Promise<Failure | undefined> {
    try {
      await withDeadline(this.clock, timeoutMs, check);
      return undefined;
    } catch (error) {
      return { check: name, critical, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
