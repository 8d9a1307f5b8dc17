import { ERROR_CODES, type ErrorCode } from '../contract';
import type { Outcome, ToolResult } from '../call';

/** How a call ended, as it is kept. */
export type StoredOutcome =
  | { readonly kind: 'result'; readonly result: ToolResult }
  /** An error that came after the effect. */
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string }
  /** It ran; its result of so many bytes was too large to keep. */
  | { readonly kind: 'too_large'; readonly bytes: number }
  /** An operator says that it ran; nobody has its result. */
  | { readonly kind: 'confirmed' };

/** A DynamoDB item holds 400 KB, names and other attributes included. */
export const MOST_STORED_BYTES = 380 * 1_024;

/** The text that is kept. A result that does not fit leaves its trace, because the promise needs no result. */
export function encodeOutcome(outcome: Outcome): string {
  const stored: StoredOutcome =
    outcome.kind === 'result'
      ? { kind: 'result', result: outcome.result }
      : { kind: 'error', code: outcome.error.code, message: outcome.error.message };
  const text = JSON.stringify(stored);
  const bytes = Buffer.byteLength(text);
  return bytes <= MOST_STORED_BYTES ? text : encode({ kind: 'too_large', bytes });
}

/** What is kept of a call that an operator confirmed. */
export const CONFIRMED = encode({ kind: 'confirmed' });

/** @returns `undefined` for a text that this release did not write: then only that the call ran is known. */
export function decodeOutcome(data: string): StoredOutcome | undefined {
  try {
    const stored: unknown = JSON.parse(data);
    return isStored(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function encode(stored: StoredOutcome): string {
  return JSON.stringify(stored);
}

function isStored(value: unknown): value is StoredOutcome {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  switch (value.kind) {
    case 'result':
      return isResult('result' in value ? value.result : undefined);
    case 'error':
      return (
        'code' in value && typeof value.code === 'string' && value.code in ERROR_CODES && 'message' in value
      );
    case 'too_large':
      return 'bytes' in value && typeof value.bytes === 'number';
    default:
      return value.kind === 'confirmed';
  }
}

function isResult(value: unknown): value is ToolResult {
  return typeof value === 'object' && value !== null && 'content' in value && Array.isArray(value.content);
}
