import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbApprovalStore } from '../../../../lambda/state/approvals/dynamodb-store';
import { MemoryApprovalStore } from '../../../../lambda/state/approvals/memory-store';
import { startDynalite } from '../../../../local/dynamodb/dynalite';
import { startSuiteEngine } from '../../../dynamodb-local/suite-engine';
import { connect, type StateEngine } from '../../../support/state-engine';
import { promisesOfAnApprovalStore, ticketOf } from './promises';

const engines: StateEngine[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

async function openOn(starting: Promise<StateEngine>) {
  const engine = await starting;
  engines.push(engine);
  const { idempotency: table } = await engine.createTables();
  return {
    client: engine.client,
    table,
    store: new DynamoDbApprovalStore(() => Promise.resolve(engine.client), table),
  };
}

promisesOfAnApprovalStore('memory', () => Promise.resolve(new MemoryApprovalStore()));
promisesOfAnApprovalStore('DynamoDB', async () => (await openOn(startSuiteEngine())).store);

// It answers a failed condition without the item: the other way to learn of the ticket.
promisesOfAnApprovalStore('a DynamoDB that returns no item', async () => {
  const dynalite = await startDynalite();
  if (!dynalite) throw new Error('dynalite is not installed: run npm ci');
  return (await openOn(Promise.resolve(connect(dynalite)))).store;
});

describe('in DynamoDB', () => {
  const KEY = 'pinned'.padEnd(22, '-');
  const ticket = ticketOf({
    id: `${KEY}1`,
    key: KEY,
    tenant: 'acme',
    agent: 'claude',
    requestId: 'request',
    requestedAt: 1_795_176_000_000,
    expiresAt: 1_795_176_600_001,
  });
  const key = { pk: { S: 'APPROVAL' }, sk: { S: KEY } };

  it('a ticket has these attributes, which older and newer releases read', async () => {
    const { client, table, store } = await openOn(startSuiteEngine());
    await store.ask(ticket);
    await store.decide({ id: ticket.id, approve: false, by: 'ben', reason: 'no', at: 1_795_176_000_007 });
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key }));
    expect(Item).toEqual({
      ...key,
      id: { S: 'pinned----------------1' },
      stateKey: { S: 'c3RhdGUta2V5' },
      tool: { S: 'refund' },
      arguments: { S: '{"amount":7}' },
      subject: { S: 'ana' },
      tenant: { S: 'acme' },
      agent: { S: 'claude' },
      requestId: { S: 'request' },
      requestedAt: { N: '1795176000000' },
      overAt: { N: '1795176600001' },
      status: { S: 'denied' },
      decidedBy: { S: 'ben' },
      decidedAt: { N: '1795176000007' },
      reason: { S: 'no' },
      // A day after it is over, in seconds.
      expiresAt: { N: '1795263001' },
    });
  });

  it('what is no ticket hides no other, and approves nothing', async () => {
    const { client, table, store } = await openOn(startSuiteEngine());
    await store.ask(ticket);
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key }));
    const put = (sk: string, changed: object) =>
      client.send(new PutItemCommand({ TableName: table, Item: { ...Item, sk: { S: sk }, ...changed } }));
    const broken = [{ status: { S: 'paused' } }, { tool: { N: '1' } }, { overAt: { S: 'noon' } }];
    await Promise.all(broken.map((changed, index) => put(`broken-${index}`, changed)));
    expect(await store.list(ticket.requestedAt)).toEqual([ticket]);
    for (const name of ['broken-0', 'broken-1', 'broken-2']) {
      expect(await store.use(name, ticket.requestedAt)).toBe(false);
      await expect(store.find(name, ticket.requestedAt)).rejects.toThrow('Delete it by hand');
      await expect(store.ask({ ...ticket, key: name })).rejects.toThrow('Delete it by hand');
    }
  });

  it('the client is not asked for before it is needed, and a store that cannot be asked rejects', async () => {
    let asked = 0;
    const nowhere = new DynamoDbApprovalStore(() => {
      asked += 1;
      return Promise.reject(new Error('no client'));
    }, 'nowhere');
    expect(asked).toBe(0);
    await expect(nowhere.ask(ticket)).rejects.toThrow('no client');
    await expect(nowhere.use(KEY, 0)).rejects.toThrow('no client');
    await expect(nowhere.list(0)).rejects.toThrow('no client');
  });
});

it('memory forgets what is over for a day, without being asked', async () => {
  const store = new MemoryApprovalStore();
  const day = 86_400_000;
  for (let index = 0; index < 99; index += 1)
    await store.ask(ticketOf({ requestedAt: 0, expiresAt: index === 0 ? 1_001 : 1_000 }));
  await store.ask(ticketOf({ requestedAt: day + 1_000, expiresAt: day + 2_000 }));
  expect(store.size).toBe(2);
});
