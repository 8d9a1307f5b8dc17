/** Milliseconds for which a store that failed is not asked again. */
export const COOL_DOWN_MS = 1_000;

/**
 * A store that failed is not waited for by each call: for a second nobody asks it, then one call does, and
 * the others go on without until that one has its answer.
 */
export class CoolDown {
  private failedAt?: number;

  /** Whether this call may ask. When it may after a failure, it is the one that tries. */
  mayAsk(now: number): boolean {
    if (this.failedAt === undefined) return true;
    if (Math.abs(now - this.failedAt) < COOL_DOWN_MS) return false;
    this.failedAt = now;
    return true;
  }

  failed(now: number): void {
    this.failedAt = now;
  }

  answered(): void {
    this.failedAt = undefined;
  }
}
