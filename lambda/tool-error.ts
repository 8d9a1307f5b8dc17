import {
  ERROR_CODES,
  ERROR_META_KEY,
  type CallOutcome,
  type ErrorCode,
  type ErrorRecord,
  type Effect,
} from './contract';
import { cleanString } from './sanitize/clean-value';

export interface ToolErrorOptions {
  /** What is known of the call's effect. */
  readonly outcome: CallOutcome;
  readonly retryAfterSeconds?: number;
  /** Overrides the code's own trait; only a time-out of a read needs it. */
  readonly retryable?: boolean;
  /** For the log; never sent. */
  readonly cause?: unknown;
}

const BRAND = Symbol.for('cdk-mcp-service/tool-error');

/** A sentence: what a tool quotes from elsewhere must not fill a model's context. */
const MESSAGE_LENGTH = 1_000;

/** The only error a caller sees the message of. One sentence, no internals: it is read by a model. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly outcome: CallOutcome;
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
  /** Two copies of this package can meet in one bundle: `instanceof` would not see the other's errors. */
  readonly [BRAND] = true;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ToolErrorOptions,
  ) {
    super(cleanString(message).slice(0, MESSAGE_LENGTH), { cause: options.cause });
    this.outcome = options.outcome;
    this.retryable = options.retryable ?? ERROR_CODES[code].retryable;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  toRecord(requestId: string): ErrorRecord {
    const { code, retryable, retryAfterSeconds, outcome } = this;
    return {
      code,
      retryable,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      requestId,
      outcome,
    };
  }
}

/** Of the closed list only: another copy may be of a release that has more codes. Takes anything that is thrown. */
export function isToolError(error: unknown): error is ToolError {
  try {
    return typeof error === 'object' && error !== null && BRAND in error && hasCode(error);
  } catch {
    return false;
  }
}

function hasCode(error: object): boolean {
  return 'code' in error && typeof error.code === 'string' && Object.hasOwn(ERROR_CODES, error.code);
}

/** The wire form of an error: a sentence for the model, the record for machines, and no `structuredContent`. */
export function toErrorResult(error: ToolError, requestId: string) {
  const record = error.toRecord(requestId);
  return {
    isError: true,
    content: [{ type: 'text' as const, text: `${error.message}\n${JSON.stringify(record)}` }],
    _meta: { [ERROR_META_KEY]: record },
  };
}

/** Masks whatever a handler, a rule or a library threw. The message of the original goes to the log only. */
export function maskError(error: unknown, effect: Effect, phase: 'before_handler' | 'handler'): ToolError {
  if (isToolError(error)) return error;
  const ran = phase === 'handler' && effect !== 'read';
  const advice = ran ? 'It may have taken effect: check before calling again.' : 'Nothing was changed.';
  return new ToolError('INTERNAL', `The tool failed for a reason it did not expect. ${advice}`, {
    outcome: ran ? 'unknown' : 'not_executed',
    cause: error,
  });
}

/** For handlers and checks: the arguments fit the schema and still make no sense. Nothing was changed. */
export function invalidArguments(message: string): ToolError {
  return new ToolError('INVALID_ARGUMENTS', message, { outcome: 'not_executed' });
}

/** For handlers and checks: the thing asked for does not exist. Nothing was changed. */
export function notFound(message: string): ToolError {
  return new ToolError('NOT_FOUND', message, { outcome: 'not_executed' });
}

/** For handlers and checks: the thing is not in a state that allows this. Nothing was changed. */
export function conflict(message: string): ToolError {
  return new ToolError('CONFLICT', message, { outcome: 'not_executed' });
}

/** For checks: a rule of the business forbids exactly this call. Nothing was changed. */
export function blocked(message: string): ToolError {
  return new ToolError('BLOCKED', message, { outcome: 'not_executed' });
}

/**
 * For handlers: it failed, and certainly nothing was changed. Nobody promises that the same call will succeed
 * later (that is `transient`), and it is not the caller's to change (that is `conflict`). Counts as a fault.
 */
export function notExecuted(message: string, options: { cause?: unknown } = {}): ToolError {
  return new ToolError('INTERNAL', message, { outcome: 'not_executed', cause: options.cause });
}

/** For handlers: something upstream is down or slow, and the call did not take effect. The same call may be sent again. */
export function transient(
  message: string,
  options: { retryAfterSeconds?: number; cause?: unknown } = {},
): ToolError {
  return new ToolError('UPSTREAM_UNAVAILABLE', message, { outcome: 'not_executed', ...options });
}
