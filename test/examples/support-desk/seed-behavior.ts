import { DeleteCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { sampleTickets } from '../../../examples/support-desk/sample-tickets';
import { seedTickets } from '../../../examples/support-desk/seed';
import { tableClient, tableName, ticketKey } from '../../../examples/support-desk/tickets/table';
import { createSupportNote } from '../../../examples/support-desk/tools/create-support-note';
import { call } from './call';

async function everything(): Promise<Map<unknown, unknown>> {
  const items = new Map<unknown, unknown>();
  let from: Record<string, unknown> | undefined;
  do {
    const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } =
      await tableClient().send(
        new ScanCommand({ TableName: tableName(), ExclusiveStartKey: from, ConsistentRead: true }),
      );
    for (const item of page.Items ?? []) items.set(item.pk, item);
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

export function seedBehavior(): void {
  test('seeding again changes nothing, not even notes made since', async () => {
    await call(createSupportNote, { ticketId: 'T-1100', note: 'Made after the seed.' });
    const before = await everything();
    expect(await seedTickets()).toEqual({ written: 0, kept: sampleTickets().length });
    expect(await everything()).toEqual(before);
  });

  test('a seed that was cut short is completed', async () => {
    const before = await everything();
    await tableClient().send(new DeleteCommand({ TableName: tableName(), Key: ticketKey('T-1150') }));
    expect(await seedTickets()).toEqual({ written: 1, kept: sampleTickets().length - 1 });
    expect(await everything()).toEqual(before);
  });

  test('the index holds what lists show, and no notes', async () => {
    const { Items = [] } = await tableClient().send(
      new QueryCommand({
        TableName: tableName(),
        IndexName: 'by-status',
        KeyConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': 'closed' },
      }),
    );
    expect(Items.length).toBeGreaterThan(50);
    expect(Items.some((item) => 'notes' in item || 'body' in item)).toBe(false);
  });
}
