import { CLOCK_SKEW_MS } from '../../contract/rates';
import type { Arrival, GiveBackRequest, TakeRequest } from './store';

/** How many tokens the bucket gives now; 0 when it has fewer than asked for. */
export function tokensAt({ now, interval, room, least, most }: TakeRequest, seen?: Arrival): number {
  const from = Math.max(seen?.at ?? now, now);
  const tokens = Math.min(most, Math.floor((now + room - from) / interval));
  return tokens >= least ? tokens : 0;
}

export function foundOf(now: number, seen?: Arrival): 'used' | 'full' {
  return seen && seen.at >= now ? 'used' : 'full';
}

/**
 * How many microseconds may go back into the bucket. When nothing happened since the take, all of it: the
 * stored time is then what it would be without the take. Else only what has not grown back by now on any
 * clock: giving back more would let others take twice what grew back once (docs/middleware/limit.md).
 */
export function returnable({ amount, taken, now }: GiveBackRequest, seen: Arrival): number {
  if (isUnchanged(taken, seen)) return amount;
  const lasts = taken.at - (seen.given - taken.given);
  return Math.max(0, Math.min(amount, lasts - now - CLOCK_SKEW_MS * 1_000));
}

export function isUnchanged(taken: Arrival, seen: Arrival): boolean {
  return seen.at === taken.at && seen.given === taken.given;
}
