import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Ticket } from './model';

/** The index that lists the tickets of one status by the time they were opened. */
export const STATUS_INDEX = 'by-status';

/** Besides the keys; the stack projects them. `searchText` holds every text of a ticket in lower case. */
export const INDEXED_FIELDS = [
  'id',
  'priority',
  'subject',
  'product',
  'customer',
  'order',
  'refundableCents',
  'searchText',
];

let client: DynamoDBDocumentClient | undefined;

/** Made on first use: synth loads the tools module with an empty environment. */
export function tableClient(): DynamoDBDocumentClient {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return client;
}

export function tableName(): string {
  const name = process.env.TICKETS_TABLE;
  if (!name) throw new Error('TICKETS_TABLE is not set; set it to the name of the tickets table.');
  return name;
}

export function ticketKey(id: string) {
  return { pk: `TICKET#${id}`, sk: 'TICKET' };
}

export function toItem(ticket: Ticket) {
  const { id, subject, body, product, customer, order } = ticket;
  const texts = [id, subject, body, product, customer.name, customer.email, order?.id ?? ''];
  return { ...ticketKey(id), ...ticket, searchText: texts.join('\n').toLowerCase() };
}
