import type { TraceContext } from '../tracing/trace-context';
import type { Upstream } from '../upstream/upstream';

/** Who is calling, as proved by the access token. */
export interface Caller {
  /** The person or machine the token was issued for (`sub`). */
  readonly subject: string;
  /** The client the token was issued to (`client_id` or `azp`): the agent or host. */
  readonly agent?: string;
  /** The customer that the caller belongs to, where the service was told which claim says so. */
  readonly tenant?: string;
  /** The scopes of the token. */
  readonly scopes: readonly string[];
}

type LogLine = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/**
 * Lines of a handler's own. They carry the request id and obey the log level. A tool's are also sent to a client
 * that asks for log messages: redacted, 50 a call at most, and at the level that the client chose.
 */
export interface HandlerLog {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** What every handler is given besides its arguments. */
export interface HandlerContext {
  readonly caller: Caller;
  /** Aborts at the time-out and, for reads only, when the caller hangs up. Pass it to everything slow. */
  readonly signal: AbortSignal;
  readonly log: HandlerLog;
  /** The id that the caller sees in errors and the operator in the log. */
  readonly requestId: string;
  /** The caller's trace (W3C Trace Context), where it named one. `upstream` hands it on. */
  readonly trace?: TraceContext;
  /**
   * Reads a secret that the construct's `secrets` names; kept for 5 minutes.
   *
   * @throws when the name was not given to the construct, or the secret cannot be read.
   */
  readonly secret: (name: string) => Promise<string>;
  /** Sends to what is outside: bounded, repeated only where that is harmless, dead after the call's end. See docs/upstream.md. */
  readonly upstream: Upstream;
}

/** {@link HandlerContext} of a tool. */
export interface ToolContext extends HandlerContext {
  /**
   * Tells the caller how far a long call is. Nothing is sent when the caller did not ask for progress
   * or the endpoint does not stream.
   *
   * @param done - Amount done so far; must grow.
   */
  readonly progress: (done: number, total?: number, message?: string) => Promise<void>;
}
