import type { Clock } from '../../../lambda/clock';
import type { Effect } from '../../../lambda/contract';
import { withDeadline } from '../../../lambda/deadline';
import type { Upstream, UpstreamUse } from '../../../lambda/upstream/upstream';
import { createUpstreams, type Upstreams } from '../../../lambda/upstream/upstreams';

export interface World {
  readonly upstream: Upstream;
  /** What the call's line would say. */
  readonly used: UpstreamUse;
  /** Aborts the call. */
  readonly end: (reason?: unknown) => void;
  /** Another call of the same instance. */
  readonly another: (effect?: Effect) => Upstream;
}

/** One call, whose end the test chooses. */
export function aCall(clock: Clock, effect: Effect = 'read', remainingMs?: number): World {
  const upstreams = createUpstreams(clock);
  const controller = new AbortController();
  const totals = { upstreamMs: 0, upstreamCalls: 0, upstreamRetries: 0 };
  const { signal } = controller;
  return {
    upstream: upstreams.forCall({ signal, effect, remainingMs, record: addTo(totals) }),
    used: totals,
    end: (reason) => controller.abort(reason),
    another: (other = effect) => forAnotherCall(upstreams, other),
  };
}

function forAnotherCall(upstreams: Upstreams, effect: Effect): Upstream {
  return upstreams.forCall({ signal: new AbortController().signal, effect, record: () => undefined });
}

function addTo(totals: Record<keyof UpstreamUse, number>) {
  return (more: UpstreamUse): void => {
    totals.upstreamMs += more.upstreamMs;
    totals.upstreamCalls += more.upstreamCalls;
    totals.upstreamRetries += more.upstreamRetries;
  };
}

interface TimedCall {
  readonly clock: Clock;
  readonly effect: Effect;
  readonly timeoutMs: number;
  /** The instance that serves it. @default - one of its own */
  readonly upstreams?: Upstreams;
}

/** A handler under a tool's time-out, wired as the pipeline wires it. */
export function underTimeout<Reply>(
  { clock, effect, timeoutMs, upstreams = createUpstreams(clock) }: TimedCall,
  handler: (upstream: Upstream, signal: AbortSignal) => Promise<Reply>,
  hangUp?: AbortSignal,
): Promise<Reply> {
  return withDeadline(
    clock,
    timeoutMs,
    (signal) =>
      handler(upstreams.forCall({ signal, effect, remainingMs: timeoutMs, record: () => undefined }), signal),
    effect === 'read' ? hangUp : undefined,
  );
}

/** What Node says of a port on which nobody listens. */
export function refused(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
}

/** What Node says of a connection that was cut: the request may have arrived. */
export function reset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
}

/** `fetch` wraps what the socket said. */
export function fetchFailed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause });
}
