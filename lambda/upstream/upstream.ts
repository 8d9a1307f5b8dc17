/** What a request is told of itself. */
export interface UpstreamAttempt<Key extends string | undefined = string | undefined> {
  /** 1 for the first, 2 for the first repetition. */
  readonly number: number;
  /** As given in the options, the same for every attempt: send it along. */
  readonly idempotencyKey: Key;
  /** `traceparent` and `tracestate`, where the caller named a trace or tracing is on: send them along. */
  readonly traceHeaders: Readonly<Record<string, string>>;
}

export interface UpstreamOptions<Key extends string | undefined = string | undefined> {
  /** Milliseconds one attempt may take. The call's own end comes first where it is nearer. @default 5000 */
  readonly timeoutMs?: number;
  /**
   * How often a request that failed in passing is repeated, 0 to 3.
   *
   * @default - 2 for a request that changes nothing or has an idempotency key, else 0
   */
  readonly retries?: number;
  /**
   * Under which the upstream does the same thing only once. It makes a request with an effect repeatable;
   * an upstream that ignores it does it twice.
   *
   * @default - no key: a request with an effect is sent once, whatever happens
   */
  readonly idempotencyKey?: Key;
  /** Says that this request changes nothing, in a tool that does. @default - the effect of the tool */
  readonly effect?: 'read';
}

/**
 * Sends a request to something outside, for one call.
 *
 * `name` names the thing outside: requests of one name share a circuit breaker. Use few and fixed names.
 *
 * `send` sends one request and reads its answer to the end, so that the time-out covers both. It may run
 * several times. It hands the signal on, and throws what it cannot take for an answer: a lost connection, a
 * time-out, {@link answered} and `transient(…)` count as failures of the upstream; all else passes through.
 *
 * @throws {ToolError} `UPSTREAM_UNAVAILABLE` when the upstream failed or its breaker is open, and nothing that
 *   this call has sent can have taken effect. Otherwise, what `send` threw.
 * @throws {CallEnded} for ever after the call's end.
 */
export type Upstream = <Reply, Key extends string | undefined = undefined>(
  name: string,
  send: (signal: AbortSignal, attempt: UpstreamAttempt<Key>) => Reply | Promise<Reply>,
  options?: UpstreamOptions<Key>,
) => Promise<Reply>;

/** The call is over: nothing more is sent for it. */
export class CallEnded extends Error {
  override readonly name = 'CallEnded';
}

/** One attempt took longer than its `timeoutMs`. Whether the upstream did anything is unknown. */
export class AttemptTimedOut extends Error {
  override readonly name = 'AttemptTimedOut';
}

/** What a use of upstream adds to the call's line. */
export interface UpstreamUse {
  /** Milliseconds in attempts, without the waits between them. Those side by side count each. */
  readonly upstreamMs: number;
  /** How often the handler asked; what an open breaker refused counts too. */
  readonly upstreamCalls: number;
  readonly upstreamRetries: number;
}

/** Told what to add as soon as it is known: a call that is cut off has been counted too. */
export type RecordUpstream = (more: UpstreamUse) => void;
