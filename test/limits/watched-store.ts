import { bucketOf } from '../../lambda/limits/bucket';
import { createLimiter } from '../../lambda/limits/limiter';
import type { LimitUse } from '../../lambda/limits/uses';
import { MemoryLimitStore } from '../../lambda/state/limits/memory-store';
import type { TakeRequest } from '../../lambda/state/limits/store';
import { ManualClock } from '../support/manual-clock';

/** The memory store, which can be watched, stopped and broken. */
export class WatchedStore extends MemoryLimitStore {
  takes = 0;
  /** Tokens taken, by key. */
  readonly given: Record<string, number> = {};
  fault: 'none' | 'throws' | 'hangs' | 'breaks once' = 'none';

  override async take(request: TakeRequest) {
    this.takes += 1;
    if (this.fault === 'throws') throw Object.assign(new Error('busy'), { $fault: 'client', $metadata: {} });
    if (this.fault === 'hangs') return new Promise<never>(() => undefined);
    const answer = await super.take(request);
    this.given[request.key] = (this.given[request.key] ?? 0) + answer.tokens;
    if (this.fault !== 'breaks once') return answer;
    this.fault = 'none';
    throw new Error('ECONNRESET');
  }
}

/** An instance over a store that can be watched; `open` makes another. */
export function setUp(remembered?: number) {
  const clock = new ManualClock();
  const store = new WatchedStore();
  const open = () => createLimiter({ store, clock, remembered, random: () => 0.5 });
  return { clock, store, open, limiter: open() };
}

/** 4 at once: 6 less 1.1 s of the rate. */
export const SLOW = bucketOf({ perMinute: 60, burst: 6 });
/** 60 at once: 100 less 4 s of the rate. */
export const LEASED = bucketOf({ perMinute: 600, burst: 100 });

export const use = (key: string, bucket = SLOW, cost = 1): LimitUse => ({ key, name: key, bucket, cost });
