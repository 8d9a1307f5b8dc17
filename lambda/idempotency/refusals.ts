import type { IdempotencyRecord } from '../state/idempotency/store';
import { ToolError } from '../tool-error';
import { isoSeconds } from '../clock';

/** What a refused call needs to know of the one before it. */
export interface Earlier {
  readonly record: IdempotencyRecord;
  /** The argument to give a new value to. */
  readonly keyArgument: string;
}

export function invalidKey(problem: string): ToolError {
  return new ToolError('INVALID_ARGUMENTS', problem, { outcome: 'not_executed' });
}

export function conflictingArguments({ record, keyArgument }: Earlier): ToolError {
  return new ToolError(
    'IDEMPOTENCY_CONFLICT',
    `This key named a call with other arguments at ${isoSeconds(record.claimedAt)}. ` +
      `Give a new ${keyArgument} for a new operation, or the same arguments to get the first call's answer.`,
    { outcome: 'not_executed' },
  );
}

export function stillRunning({ record }: Earlier, waitMs: number): ToolError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new ToolError(
    'IN_PROGRESS',
    `The same call has been running since ${isoSeconds(record.claimedAt)}, and was not started again. ` +
      `Send it again as it is in ${retryAfterSeconds} seconds to get its answer.`,
    { outcome: 'unknown', retryAfterSeconds },
  );
}

export function outcomeUnknown({ record, keyArgument }: Earlier): ToolError {
  return new ToolError(
    'OUTCOME_UNKNOWN',
    `The same call was started at ${isoSeconds(record.claimedAt)} (request ${record.requestId}) and nobody knows ` +
      'whether it took effect; it was not started again. Look at what it was to change. ' +
      `Only if nothing changed, run it again deliberately by giving a new ${keyArgument}.`,
    { outcome: 'unknown' },
  );
}

/** Seconds after which a store that did not answer is worth another call. */
const STORE_RETRY_SECONDS = 2;

export function storeUnavailable(cause: unknown): ToolError {
  return new ToolError(
    'STATE_UNAVAILABLE',
    'The record that keeps this call from running twice cannot be written now, so it was not started. ' +
      'Nothing was changed; send it again as it is.',
    { outcome: 'not_executed', retryAfterSeconds: STORE_RETRY_SECONDS, cause },
  );
}
