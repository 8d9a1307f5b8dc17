import { setTimeout as wait } from 'node:timers/promises';

export interface Pace {
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** Tokens that may be taken at once after a rest. */
  readonly burst: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Lets no more through than its pace. Whoever comes too early goes into debt and waits it off, in order. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  #tokens: number;
  #filledAt: number;

  constructor({ perSecond, burst, now, sleep }: Pace) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now ?? (() => performance.now());
    this.#sleep = sleep ?? ((milliseconds, signal) => wait(milliseconds, undefined, { signal }));
    this.#tokens = burst;
    this.#filledAt = this.#now();
  }

  /** Resolves when it is this caller's turn. @throws when the signal aborts; the token is then given back. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.#now();
    const back = ((now - this.#filledAt) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + back) - 1;
    this.#filledAt = now;
    if (this.#tokens >= 0) return;
    try {
      await this.#sleep((-this.#tokens / this.#perSecond) * 1_000, signal);
    } catch (error) {
      this.#tokens += 1;
      throw error;
    }
  }
}
