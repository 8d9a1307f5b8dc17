import { tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../tickets/cursor';
import { ticketRowSchema, ticketStatus } from '../tickets/model';
import { searchTickets as search, wordsOf } from '../tickets/search';

export const searchReply = z.object({
  tickets: z.array(ticketRowSchema),
  nextCursor: z.string().optional().describe('Present when more tickets match.'),
  note: z.string().optional(),
});

export const searchTickets = tool({
  title: 'Search tickets',
  description:
    'Find support tickets by words in their subject, text, product, order or customer. Newest first; without a status, open tickets come before pending, resolved and closed ones.',
  effect: 'read',
  input: z.object({
    query: z
      .string()
      .max(200)
      .describe('Words that a ticket must all hold, in any order and case. Empty lists every ticket.'),
    status: ticketStatus.optional().describe('Only tickets of this status. Default: any.'),
    limit: z.int().min(1).max(50).default(10).describe('Most tickets a page.'),
    cursor: z
      .string()
      .max(400)
      .optional()
      .describe('nextCursor of the page before, with the same query and status. Default: the first page.'),
  }),
  output: searchReply,
  async handler({ query, status, limit, cursor }, { signal }) {
    const list = ['search', status ?? '', ...wordsOf(query)];
    const { rows, after } = await search({ query, status, limit, after: decodeCursor(list, cursor) }, signal);
    return {
      tickets: [...rows],
      ...(after && { nextCursor: encodeCursor(list, after) }),
      ...(rows.length === 0 && { note: nothing(query, status) }),
    };
  },
});

function nothing(query: string, status: string | undefined): string {
  const kind = status ? `${status} ticket` : 'ticket';
  return query.trim() === ''
    ? `There is no ${kind} here.`
    : `No ${kind} matches '${query.trim()}'; try fewer words${status ? ' or another status' : ''}.`;
}
