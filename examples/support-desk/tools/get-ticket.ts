import { tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { readTicket } from '../tickets/read';
import { ticketViewSchema, toTicketView } from '../tickets/ticket-view';
import { ticketId } from './ticket-id';

export const getTicket = tool({
  title: 'Get ticket',
  description: 'Read one support ticket in full, with its internal notes and the refunds made so far.',
  effect: 'read',
  input: z.object({ ticketId }),
  output: ticketViewSchema,
  async handler({ ticketId: id }, { signal }) {
    return toTicketView(await readTicket(id, signal));
  },
});
