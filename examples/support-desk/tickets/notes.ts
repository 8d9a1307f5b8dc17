import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conflict } from 'cdk-mcp-service/tools';
import type { TicketNote } from './model';
import { readTicket } from './read';
import { tableClient, tableName, ticketKey } from './table';

/** 50 notes of 2,000 characters stay below DynamoDB's 400 KB an item, whatever the language. */
export const MOST_NOTES = 50;

/** @throws `NOT_FOUND` without such a ticket, `CONFLICT` when it takes no more notes. */
export async function addNote(
  ticketId: string,
  { text, by }: Pick<TicketNote, 'text' | 'by'>,
  signal: AbortSignal,
): Promise<TicketNote> {
  const note = { id: `note-${randomUUID()}`, text, by, at: new Date().toISOString() };
  try {
    await tableClient().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: ticketKey(ticketId),
        ConditionExpression: 'attribute_exists(pk) AND size(notes) < :most',
        UpdateExpression: 'SET notes.#id = :note, updatedAt = :now',
        ExpressionAttributeNames: { '#id': note.id },
        ExpressionAttributeValues: { ':note': note, ':now': note.at, ':most': MOST_NOTES },
      }),
      { abortSignal: signal },
    );
    return note;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { notes } = await readTicket(ticketId, signal);
    // The SDK sent it twice, and the first one took the last place.
    if (note.id in notes) return note;
    throw conflict(
      `Ticket '${ticketId}' has ${MOST_NOTES} notes, which is the most it takes; put this one on a new ticket.`,
    );
  }
}
