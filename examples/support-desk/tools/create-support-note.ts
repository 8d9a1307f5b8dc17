import { tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';
import { addNote } from '../tickets/notes';
import { ticketId } from './ticket-id';

export const noteReply = z.object({ ticketId: z.string(), noteId: z.string(), createdAt: z.string() });

export const createSupportNote = tool({
  title: 'Add an internal note',
  description: 'Append an internal note to an existing support ticket. Customers do not see it.',
  effect: 'write',
  input: z.object({
    ticketId,
    note: z.string().min(1).max(2_000).describe('The text of the note, for colleagues.'),
  }),
  output: noteReply,
  async handler({ ticketId: id, note }, { caller, signal }) {
    const added = await addNote(id, { text: note, by: caller.subject }, signal);
    return { ticketId: id, noteId: added.id, createdAt: added.at };
  },
});
