import { ANSWER_LIFE_MS, CLOCK_SKEW_MS, LEASE_LIFE_MS, isLeased, type Rate } from '../contract/rates';

/**
 * A rate in the form that stores count with: each token pushes a time forward by `interval`, and the time
 * may be at most `room` ahead of the clock.
 */
export interface Bucket {
  readonly rate: Rate;
  /** Microseconds in which one token grows back. */
  readonly interval: number;
  /** Microseconds of tokens that may be gone at once. */
  readonly room: number;
  /** Whether instances may hold tokens in memory. */
  readonly leased: boolean;
  /** Milliseconds for which a token is good, from before it was asked for. */
  readonly lifeMs: number;
}

const MINUTE_MICROS = 60_000_000;

/** The burst, less what clocks that differ and tokens in flight can add to a window: docs/middleware/limit.md. */
export function bucketOf(rate: Rate): Bucket {
  const leased = isLeased(rate);
  const lifeMs = leased ? LEASE_LIFE_MS : ANSWER_LIFE_MS;
  // Rounded up: a token may grow back a little late, never early.
  const interval = Math.ceil(MINUTE_MICROS / rate.perMinute);
  const room = rate.burst * interval - (CLOCK_SKEW_MS + lifeMs) * 1_000;
  return { rate, interval, room, leased, lifeMs };
}
