import { ProtocolError } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Exchange } from '../call';
import type { Clock } from '../clock';
import { READ_TIMEOUT_MS } from '../contract';
import { withDeadline } from '../deadline';
import { describeThrown } from '../thrown';
import { isToolError, maskError } from '../tool-error';

/** Runs what a prompt or resource answers with: in bounded time, its errors masked. */
export type Readable = <T>(
  exchange: Exchange,
  hangUp: AbortSignal,
  answer: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

export function createReadable(clock: Clock): Readable {
  return async function readable(exchange, hangUp, answer) {
    try {
      return await withDeadline(clock, READ_TIMEOUT_MS, answer, hangUp);
    } catch (error) {
      throw toProtocolError(error, exchange);
    }
  };
}

/** The protocol has no tool result here: the record travels in the error's data. */
function toProtocolError(error: unknown, { requestId, line }: Exchange): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (error instanceof z.ZodError)
    return new ProtocolError(-32_602, `The arguments do not fit: ${z.prettifyError(error)}`);
  const known = maskError(error, 'read', 'handler');
  line.add({
    code: known.code,
    outcome: known.outcome,
    ...(!isToolError(error) && { cause: describeThrown(error, 2_000) }),
  });
  return new ProtocolError(
    known.code === 'INTERNAL' ? -32_603 : -32_602,
    known.message,
    known.toRecord(requestId),
  );
}
