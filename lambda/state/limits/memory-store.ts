import { foundOf, returnable, tokensAt } from './arithmetic';
import type { Arrival, GiveBackRequest, LimitStore, TakeAnswer, TakeRequest } from './store';

/** Keys looked at per take for being full again: two, so that they go faster than they come. */
const SWEPT_PER_TAKE = 2;

/** The limits of one process. A key whose bucket is full again says nothing, and is forgotten in passing. */
export class MemoryLimitStore implements LimitStore {
  private readonly arrivals = new Map<string, Arrival>();

  /** Keys held. */
  get size(): number {
    return this.arrivals.size;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  take(request: TakeRequest): Promise<TakeAnswer> {
    const { key, now, interval } = request;
    this.sweep(now);
    const seen = this.arrivals.get(key);
    const tokens = tokensAt(request, seen);
    const found = foundOf(now, seen);
    if (tokens === 0) return Promise.resolve({ tokens, arrival: seen, found, failedWrites: 0 });
    const from = Math.max(seen?.at ?? now, now);
    const arrival = { at: from + tokens * interval, given: seen?.given ?? 0 };
    this.arrivals.set(key, arrival);
    return Promise.resolve({ tokens, arrival, found, failedWrites: 0 });
  }

  giveBack(request: GiveBackRequest): Promise<void> {
    const seen = this.arrivals.get(request.key);
    const back = seen ? returnable(request, seen) : 0;
    if (seen && back > 0) this.arrivals.set(request.key, { at: seen.at - back, given: seen.given + back });
    return Promise.resolve();
  }

  private sweep(now: number): void {
    let swept = 0;
    for (const [key, arrival] of this.arrivals) {
      if (swept === SWEPT_PER_TAKE) return;
      swept += 1;
      this.arrivals.delete(key);
      // Looked at again when all others were.
      if (arrival.at >= now - MEMORY_AFTER_FULL) this.arrivals.set(key, arrival);
    }
  }
}

/** A clock that is behind, and a token that comes back late, still find the key. */
const MEMORY_AFTER_FULL = 60_000_000;
