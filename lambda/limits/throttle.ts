import type { Exchange } from '../call';
import { METRICS } from '../contract';
import { refuse } from '../refusal';
import type { Limiter } from './limiter';
import type { UsesOf } from './uses';

/** Answers a request that is over its caller's limits, and nothing for one that may go on. */
export type Throttle = (exchange: Exchange) => Promise<Response | undefined>;

/**
 * For every authenticated request that no tool answers: listing, reading, and whatever makes no sense. Without
 * the limits' store they go on, because they change nothing.
 */
export function createThrottle(limiter: Limiter, usesOf: UsesOf): Throttle {
  return async function throttle({ caller, requestId, line }) {
    const admission = await limiter.take(usesOf(caller), 'allow');
    if (admission.kind !== 'refused') {
      if (admission.failure !== undefined) line.count(METRICS.limitStoreUnavailable);
      return undefined;
    }
    const { retryAfterSeconds, use } = admission;
    line.count(METRICS.rateLimited);
    line.add({ code: 'RATE_LIMITED', limit: use.name });
    return refuse({
      status: 429,
      code: 'RATE_LIMITED',
      message: `The limit on ${use.name} is used up. Send it again in ${retryAfterSeconds} s.`,
      requestId,
      retryAfterSeconds,
      headers: { 'Retry-After': String(retryAfterSeconds) },
    });
  };
}
