import { sampleTickets } from '../../../examples/support-desk/sample-tickets';
import { MOST_NOTES } from '../../../examples/support-desk/tickets/notes';
import { ticketViewSchema } from '../../../examples/support-desk/tickets/ticket-view';
import { createSupportNote, noteReply } from '../../../examples/support-desk/tools/create-support-note';
import { getTicket } from '../../../examples/support-desk/tools/get-ticket';
import { ticketResource } from '../../../examples/support-desk/tools/ticket-resource';
import { triageTicket } from '../../../examples/support-desk/tools/triage-ticket';
import { call, contextFor } from './call';
import { putTicket } from './desk';

const read = async (ticketId: string) => ticketViewSchema.parse(await call(getTicket, { ticketId }));
const add = async (ticketId: string, note: string) =>
  noteReply.parse(await call(createSupportNote, { ticketId, note }));

export function noteBehavior(): void {
  test('a sample ticket reads as it was generated, with its refunds', async () => {
    const refunded = sampleTickets().find(({ refunds }) => Object.keys(refunds).length > 0);
    const view = await read(refunded?.id ?? '');
    expect(view).toEqual({
      ...refunded,
      notes: Object.values(refunded?.notes ?? {}).toReversed(),
      refunds: Object.values(refunded?.refunds ?? {}),
    });
  });

  test('a note is appended with its author and time', async () => {
    const { id } = await putTicket({ id: 'T-NOTE' });
    const { noteId, createdAt } = await add(id, 'Called back.');
    const { notes, updatedAt } = await read(id);
    expect(notes).toEqual([{ id: noteId, text: 'Called back.', by: 'ana', at: createdAt }]);
    expect(updatedAt).toBe(createdAt);
  });

  test('notes added at once are all kept', async () => {
    const { id } = await putTicket({ id: 'T-NOTES' });
    const added = await Promise.all(Array.from({ length: 12 }, (_, index) => add(id, `Note ${index}`)));
    const { notes } = await read(id);
    expect(notes.map((note) => note.id).toSorted()).toEqual(added.map((note) => note.noteId).toSorted());
  });

  test('a full ticket takes no more, and is read in part', async () => {
    const text = 'x'.repeat(2_000);
    const at = '2020-01-01T00:00:00.000Z';
    const ids = Array.from({ length: MOST_NOTES }, (_, index) => `note-${index}`);
    const notes = Object.fromEntries(ids.map((id) => [id, { id, text, by: 'ana', at }]));
    const { id } = await putTicket({ id: 'T-FULL', notes });
    await expect(add(id, 'One more.')).rejects.toMatchObject({ code: 'CONFLICT' });
    const view = await read(id);
    expect(view.notes.length + (view.olderNotes ?? 0)).toBe(MOST_NOTES);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(16_000);
  });

  test('an absent ticket is not found, by every way to it', async () => {
    const refusal = {
      code: 'NOT_FOUND',
      outcome: 'not_executed',
      message: "There is no ticket 'T-0'; find the right id with search_tickets.",
    };
    await expect(read('T-0')).rejects.toMatchObject(refusal);
    await expect(add('T-0', 'Hello?')).rejects.toMatchObject(refusal);
    await expect(ticketResource.read({ id: 'T-0' }, contextFor())).rejects.toMatchObject(refusal);
    await expect(triageTicket.render({ ticketId: 'T-0' }, contextFor())).rejects.toMatchObject(refusal);
  });

  test('resource and prompt hold the ticket', async () => {
    const view = await read('T-1002');
    expect(JSON.parse(String(await ticketResource.read({ id: 'T-1002' }, contextFor())))).toEqual(view);
    expect(await triageTicket.render({ ticketId: 'T-1002' }, contextFor())).toContain(view.subject);
  });
}
