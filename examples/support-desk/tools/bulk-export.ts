import { tool, type ToolContext } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { positionOf, type Position } from '../tickets/by-status';
import { decodeCursor, encodeCursor } from '../tickets/cursor';
import type { ExportApi } from '../tickets/export-api';
import { ticketStatus, type TicketRow, type TicketStatus } from '../tickets/model';

const COLUMNS = [
  'id',
  'openedAt',
  'priority',
  'customer',
  'product',
  'subject',
  'orderCents',
  'refundedCents',
];

export const exportReply = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  nextCursor: z.string().optional().describe('Present when the export was cut.'),
  note: z.string(),
});

interface Bounds {
  /** Of the rows as JSON. The reply carries them twice, as text and as structure, within 64 KB in all. */
  readonly bytes: number;
  /** Well within the tool's time-out: other exports may be waiting at the same pace. */
  readonly milliseconds: number;
}

/** Slow on purpose: reads at the export API's pace, reports progress and stops when the caller hangs up. */
export function bulkExport(api: ExportApi, bounds: Bounds = { bytes: 24_000, milliseconds: 12_000 }) {
  return tool({
    title: 'Export tickets',
    description:
      'Export all tickets of one status as compact rows, newest first. Takes a few seconds. To find single tickets use search_tickets.',
    effect: 'read',
    input: z.object({
      status: ticketStatus.describe('Tickets of this status.'),
      cursor: z
        .string()
        .max(400)
        .optional()
        .describe('nextCursor of an export that was cut, with the same status. Default: from the start.'),
    }),
    output: exportReply,
    async handler({ status, cursor }, context) {
      const list = ['export', status];
      const { tickets, total, cut } = await collect(api, bounds, status, decodeCursor(list, cursor), context);
      const last = tickets.at(-1);
      return {
        columns: COLUMNS,
        rows: tickets.map(toRow),
        ...(cut && last && { nextCursor: encodeCursor(list, positionOf(last)) }),
        note: cut
          ? `Cut after ${tickets.length} of ${total} ${status} tickets; call again with nextCursor for the rest.`
          : `All ${tickets.length} ${status} tickets${cursor ? ' that were left' : ''}.`,
      };
    },
  });
}

async function collect(
  api: ExportApi,
  bounds: Bounds,
  status: TicketStatus,
  start: Position | undefined,
  context: ToolContext,
) {
  const { signal } = context;
  const stopAt = performance.now() + bounds.milliseconds;
  const total = await api.count(status, start, signal);
  const tickets: TicketRow[] = [];
  let room = bounds.bytes;
  for await (const chunk of api.chunks(status, start, signal)) {
    for (const ticket of chunk.rows) {
      room -= Buffer.byteLength(JSON.stringify(toRow(ticket)));
      if (room < 0 && tickets.length > 0) return { tickets, total, cut: true };
      tickets.push(ticket);
    }
    if (chunk.rows.length > 0) await context.progress(tickets.length, Math.max(total, tickets.length));
    if (chunk.after && performance.now() >= stopAt) return { tickets, total, cut: true };
  }
  return { tickets, total, cut: false };
}

function toRow(ticket: TicketRow) {
  const { id, openedAt, priority, customer, product, subject, order, refundableCents } = ticket;
  const orderCents = order?.amountCents ?? null;
  const refundedCents = order ? order.amountCents - refundableCents : null;
  return [id, openedAt, priority, customer.name, product, subject, orderCents, refundedCents];
}
