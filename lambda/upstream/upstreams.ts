import { ExponentialBackoff } from 'cockatiel';
import type { Clock } from '../clock';
import type { Effect } from '../contract';
import { attempt, callEnded, pause } from './attempt';
import { createCircuits } from './circuit';
import { failureOf } from './failure';
import { Lifetime } from './lifetime';
import { planFor } from './plan';
import { inClientSpan, traceHeaders } from '../tracing/spans';
import type { TraceContext } from '../tracing/trace-context';
import { Traces } from './traces';
import type { RecordUpstream, Upstream, UpstreamAttempt, UpstreamOptions, UpstreamUse } from './upstream';

/** Milliseconds. The jitter is decorrelated: instances that failed together do not come back together. */
const BACKOFF = { initialDelay: 100, maxDelay: 2_000 };

const NOTHING: UpstreamUse = { upstreamMs: 0, upstreamCalls: 0, upstreamRetries: 0 };

/** What upstream must know of the call that it sends for. */
export interface UpstreamCall {
  /** Aborts when the call ends, however it ends: nothing is sent afterwards. */
  readonly signal: AbortSignal;
  /** Of what runs: a tool's rule only reads, whatever the tool does. */
  readonly effect: Effect;
  /** Milliseconds that the call still has. @default Infinity */
  readonly remainingMs?: number;
  readonly record: RecordUpstream;
  /** The caller's trace. @default - none */
  readonly trace?: TraceContext;
}

/** Makes what handlers are given. Circuits belong to the instance, all else to the call. */
export interface Upstreams {
  forCall(call: UpstreamCall): Upstream;
}

/** One for each server instance. */
export function createUpstreams(clock: Clock): Upstreams {
  const circuitOf = createCircuits(clock);

  function forCall({ signal, effect, remainingMs = Infinity, record, trace }: UpstreamCall): Upstream {
    const endsAt = clock.now() + remainingMs;
    const call = new Lifetime(signal);
    const traces = new Traces();
    const ended = (milliseconds: number): void => record({ ...NOTHING, upstreamMs: milliseconds });

    return async function upstream<Reply, Key extends string | undefined = undefined>(
      name: string,
      send: (signal: AbortSignal, attempt: UpstreamAttempt<Key>) => Reply | Promise<Reply>,
      options: UpstreamOptions<Key> = {},
    ): Promise<Reply> {
      const { timeoutMs, retries, changes } = planFor(name, effect, options);
      // Absent and undefined are the same here.
      const idempotencyKey = options.idempotencyKey as Key;
      const circuit = circuitOf(name);
      let backoff = new ExponentialBackoff(BACKOFF).next();

      for (let number = 1; ; number++) {
        const leftMs = endsAt - clock.now();
        // After a freeze the clock can be past the end before the timer was.
        if (signal.aborted || leftMs <= 0) throw callEnded(signal.reason);
        record({ ...NOTHING, ...(number === 1 ? { upstreamCalls: 1 } : { upstreamRetries: 1 }) });
        const bounds = { clock, timeoutMs: Math.min(timeoutMs, leftMs), call, ended };
        try {
          return await circuit.run(() =>
            inClientSpan({ name, attributes: { 'upstream.attempt': number } }, (span) => {
              const told = { number, idempotencyKey, traceHeaders: traceHeaders(span, trace) };
              return attempt(bounds, (own) => traces.watch(changes, () => send(own, told)));
            }),
          );
        } catch (error) {
          const failure = failureOf(error);
          const waitMs = Math.max(backoff.duration, (failure?.retryAfterSeconds ?? 0) * 1_000);
          // A wait to the end would turn a known failure into a time-out.
          if (!failure || number > retries || clock.now() + waitMs >= endsAt)
            throw traces.outward(name, number, error);
          await pause(clock, waitMs, call);
        }
        backoff = backoff.next(undefined);
      }
    };
  }

  return { forCall };
}
