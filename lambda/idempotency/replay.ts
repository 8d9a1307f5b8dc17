import { failed, succeeded, type Outcome, type ToolResult } from '../call';
import type { IdempotencyRecord } from '../state/idempotency/store';
import { ToolError } from '../tool-error';
import { isoSeconds } from '../clock';
import { REPLAY_META } from './policy';
import type { Earlier } from './refusals';
import { decodeOutcome } from './stored-outcome';

/** Machine-readable half of a replay, in `_meta`. */
export interface ReplayRecord {
  /** When the first call ran: ISO 8601, whole seconds. */
  readonly firstRunAt: string;
  /** The request that ran it. */
  readonly firstRequestId: string;
  /** Give this argument a new value to run the call again deliberately. */
  readonly newKeyArgument: string;
}

export interface ReplayedResult extends ToolResult {
  readonly _meta: Readonly<Record<typeof REPLAY_META, ReplayRecord>>;
}

/** The first call's answer, and that it is not a new one: a model must not believe that it acted twice. */
export function replay(earlier: Earlier, data: string): Outcome {
  const { record, keyArgument } = earlier;
  const stored = decodeOutcome(data);
  const note = noteOf(earlier);
  if (stored?.kind === 'result') {
    const result: ReplayedResult = {
      ...stored.result,
      // Last: older clients read the result from the first block.
      content: [...stored.result.content, { type: 'text', text: note }],
      _meta: { [REPLAY_META]: replayRecord(record, keyArgument) },
    };
    return succeeded(result);
  }
  if (stored?.kind === 'error') {
    const message = `${stored.message.slice(0, MESSAGE_LENGTH)} ${note}`;
    return failed(new ToolError(stored.code, message, { outcome: 'executed', retryable: false }));
  }
  // No result to show. An error, because a result without its structure breaks clients that check it.
  const why =
    stored?.kind === 'too_large'
      ? `its result of ${stored.bytes} bytes was too large to keep`
      : 'its result was not kept';
  return failed(
    new ToolError(
      'OUTPUT_INVALID',
      `The call ran, but ${why}. Do not repeat it; read what it changed. ${note}`,
      {
        outcome: 'executed',
      },
    ),
  );
}

/** Of the first error's message, so that the note is never cut off. */
const MESSAGE_LENGTH = 600;

function noteOf({ record, keyArgument }: Earlier): string {
  return (
    `This is the answer of the call that ran at ${isoSeconds(record.claimedAt)}; it was not run again. ` +
    `To run it again deliberately, give a new ${keyArgument}.`
  );
}

function replayRecord({ claimedAt, requestId }: IdempotencyRecord, newKeyArgument: string): ReplayRecord {
  return { firstRunAt: isoSeconds(claimedAt), firstRequestId: requestId, newKeyArgument };
}
