import { failed, type Middleware } from '../call';
import { METRICS, type Effect, type Rate, type WhenUnavailable } from '../contract';
import type { Limiter } from '../limits/limiter';
import type { LimitUse, UsesOf } from '../limits/uses';
import { ToolError } from '../tool-error';

export interface LimitPorts {
  readonly limiter: Limiter;
  /** Which limits a call takes from. */
  readonly usesOf: UsesOf;
}

/** The limits' store was not there: it is tried again after a second. */
const RETRY_SECONDS = 1;

/** The call is within all its limits, over any number of instances. Takes from all of them or from none. */
export function limit({ limiter, usesOf }: LimitPorts): Middleware {
  return async function limitCall(call, next) {
    const { caller, line } = call.exchange;
    const { name, effect, rates } = call.tool.manifest;
    const whenUnavailable = rates.whenUnavailable ?? DEFAULT_CHOICE[effect];
    const admission = await limiter.take(usesOf(caller, { name, effect, rates }), whenUnavailable);
    if (admission.kind === 'refused') {
      line.count(METRICS.rateLimited);
      line.add({ policy: 'limit', limit: admission.use.name });
      return failed(rateLimited(admission.use, admission.retryAfterSeconds));
    }
    if (admission.failure !== undefined) {
      line.count(METRICS.limitStoreUnavailable);
      line.add({ limitStore: 'unavailable', limitStoreFailure: nameOf(admission.failure) });
    }
    return admission.kind === 'admitted' ? next(call) : failed(unavailable(admission.failure));
  };
}

const DEFAULT_CHOICE: Readonly<Record<Effect, WhenUnavailable>> = {
  read: 'allow',
  write: 'deny',
  destructive: 'deny',
};

function rateLimited({ name, bucket }: LimitUse, retryAfterSeconds: number): ToolError {
  const seconds = retryAfterSeconds === 1 ? '1 second' : `${retryAfterSeconds} seconds`;
  return new ToolError(
    'RATE_LIMITED',
    `The limit on ${name} is used up: ${describe(bucket.rate)}. Nothing was done; call again in ${seconds}.`,
    { outcome: 'not_executed', retryAfterSeconds },
  );
}

function describe({ perMinute, burst }: Rate): string {
  return `${perMinute} a minute, and ${burst} on top`;
}

function unavailable(cause: unknown): ToolError {
  return new ToolError(
    'STATE_UNAVAILABLE',
    'Whether this call is within its limits cannot be told right now. Nothing was done; call again in a moment.',
    { outcome: 'not_executed', retryAfterSeconds: RETRY_SECONDS, cause },
  );
}

/** The name only: messages of clients hold addresses, and the line is also an audit record. */
function nameOf(failure: unknown): string {
  return failure instanceof Error ? failure.name.slice(0, 64) : typeof failure;
}
