import { isToolError } from '../tool-error';
import { isUpstreamStatus } from './answered';
import { AttemptTimedOut } from './upstream';

/** That the upstream failed, in a way that can pass. */
export interface Failure {
  /** Whole seconds, where the upstream named a time. */
  readonly retryAfterSeconds?: number;
}

/** Of Node's sockets and resolver, and of undici, which is its `fetch`. */
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** The steps before a connection stands. A code alone proves nothing: a reset ends both halves of its life. */
const CONNECTING = new Set(['connect', 'getaddrinfo']);

/** Libraries wrap what a socket said; nobody wraps it deeper than this. */
const DEEPEST_CAUSE = 5;

/** What can be classified; of all else, nothing is known. */
export function failureOf(error: unknown): Failure | undefined {
  if (isToolError(error)) return error.code === 'UPSTREAM_UNAVAILABLE' ? error : undefined;
  const causes = causesOf(error);
  return causes.find(isUpstreamStatus) ?? (causes.some(isPassing) ? {} : undefined);
}

function isPassing(error: Cause): boolean {
  const timedOut = error instanceof AttemptTimedOut || error.name === 'TimeoutError';
  return timedOut || (typeof error.code === 'string' && PASSING_CODES.has(error.code));
}

/** Certain that the request had no effect: its connection never stood, or its author says so. */
export function leftNoTrace(error: unknown): boolean {
  if (isToolError(error)) return error.outcome === 'not_executed';
  // The outermost one that says what happened: what it was caused by may be older than the request.
  const coded = causesOf(error).find(({ code }) => code !== undefined);
  return coded !== undefined && neverConnected(coded);
}

function neverConnected({ code, syscall, errors }: Cause): boolean {
  // Several addresses were tried: one that was reached may have taken the request.
  if (Array.isArray(errors)) return errors.length > 0 && errors.every((one) => leftNoTrace(one));
  return code === 'UND_ERR_CONNECT_TIMEOUT' || (typeof syscall === 'string' && CONNECTING.has(syscall));
}

/** What went wrong, all the way down. For the log. */
export function reasonOf(error: unknown): string {
  return (
    causesOf(error)
      .map(({ name, message, code }) => String(message || code || name))
      .join(': ') || String(error)
  );
}

/** By shape, because an error of another realm is no `Error` of this one. */
interface Cause {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly errors?: unknown;
}

/** An error and what it was caused by. */
function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  let next = error;
  while (isObject(next) && causes.length < DEEPEST_CAUSE) {
    causes.push(next);
    next = next.cause;
  }
  return causes;
}

function isObject(value: unknown): value is Cause {
  return typeof value === 'object' && value !== null;
}
