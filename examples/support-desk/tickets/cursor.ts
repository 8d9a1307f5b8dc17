import { createHash } from 'node:crypto';
import { invalidArguments } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import type { Position } from './by-status';
import { ticketStatus } from './model';

const cursorSchema = z.object({
  of: z.string(),
  status: ticketStatus,
  openedAt: z.iso.datetime(),
  id: z.string().min(1).max(40),
});

/**
 * Opaque to the caller.
 *
 * @param list - What is being paged through: a cursor of one list is refused for another, because pages
 * of two lists would leave gaps that nobody sees.
 */
export function encodeCursor(list: readonly string[], position: Position): string {
  return Buffer.from(JSON.stringify({ of: digest(list), ...position })).toString('base64url');
}

/** @throws `INVALID_ARGUMENTS` when it is not a cursor of this list. */
export function decodeCursor(list: readonly string[], cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) {
    throw invalidArguments(
      'cursor is not one that this tool returned; leave it out to start at the first page.',
    );
  }
  const { of, ...position } = parsed.data;
  if (of !== digest(list)) {
    throw invalidArguments(
      'cursor was returned for other arguments; repeat those with it, or leave it out to start at the first page.',
    );
  }
  return position;
}

function digest(list: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
