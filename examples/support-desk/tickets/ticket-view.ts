import { z } from 'zod';
import { noteSchema, refundSchema, ticketSchema, type Ticket, type TicketNote } from './model';

/** A ticket as the outside sees it. */
export const ticketViewSchema = ticketSchema.extend({
  notes: z.array(noteSchema).describe('Newest first.'),
  refunds: z.array(refundSchema).describe('Newest first.'),
  olderNotes: z.int().optional().describe('How many older notes were left out to keep the reply short.'),
});

export type TicketView = z.infer<typeof ticketViewSchema>;

/** A full ticket has 100 KB of notes, more than a reply may hold and far more than a model should read. */
const MOST_NOTE_BYTES = 12_000;

export function toTicketView(ticket: Ticket): TicketView {
  const all = newestFirst(ticket.notes);
  const notes = newestWithin(all, MOST_NOTE_BYTES);
  return {
    ...ticket,
    notes,
    refunds: newestFirst(ticket.refunds),
    ...(notes.length < all.length && { olderNotes: all.length - notes.length }),
  };
}

function newestFirst<Entry extends { at: string }>(entries: Readonly<Record<string, Entry>>): Entry[] {
  return Object.values(entries).toSorted((a, b) => b.at.localeCompare(a.at));
}

function newestWithin(notes: readonly TicketNote[], most: number): TicketNote[] {
  let room = most;
  const cut = notes.findIndex((note) => (room -= Buffer.byteLength(JSON.stringify(note))) < 0);
  return cut === -1 ? [...notes] : notes.slice(0, cut);
}
