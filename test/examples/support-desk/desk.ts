import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { seedTickets } from '../../../examples/support-desk/seed';
import type { Ticket } from '../../../examples/support-desk/tickets/model';
import { tableClient, tableName, toItem } from '../../../examples/support-desk/tickets/table';
import { startEngine, type Engine, type EngineName } from './engine';
import { createTable } from './table-from-stack';

/** A seeded table in a real engine, reached over the environment as the tools do. */
export function useDesk(name: EngineName): void {
  let engine: Engine | undefined;

  beforeAll(async () => {
    process.env.AWS_REGION = 'eu-west-1';
    process.env.AWS_ACCESS_KEY_ID = 'local';
    process.env.AWS_SECRET_ACCESS_KEY = 'local';
    engine = await startEngine(name);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
    process.env.TICKETS_TABLE = 'tickets';
    const client = new DynamoDBClient();
    await createTable(client, 'tickets');
    client.destroy();
    await seedTickets();
  });

  afterAll(async () => {
    tableClient().destroy();
    await engine?.stop();
  });
}

/** Puts a ticket of a test's own beside the samples. */
export async function putTicket(ticket: Partial<Ticket> & { id: string }): Promise<Ticket> {
  const amountCents = ticket.order?.amountCents ?? 10_000;
  const whole: Ticket = {
    status: 'open',
    priority: 'normal',
    subject: `Test ${ticket.id}`,
    body: 'Hello.',
    product: 'Tarn 45 backpack',
    customer: { name: 'Test Person', email: 'test@example.com' },
    order: { id: 'SO-1', amountCents, finalSale: false },
    refundableCents: amountCents,
    openedAt: '2020-01-01T00:00:00.000Z',
    updatedAt: '2020-01-01T00:00:00.000Z',
    notes: {},
    refunds: {},
    ...ticket,
  };
  await tableClient().send(new PutCommand({ TableName: tableName(), Item: toItem(whole) }));
  return whole;
}
