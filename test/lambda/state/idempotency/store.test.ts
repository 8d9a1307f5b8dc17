import * as sdk from '@aws-sdk/client-dynamodb';
import { DynamoDbIdempotencyStore } from '../../../../lambda/state/idempotency/dynamodb-store';
import { MemoryIdempotencyStore } from '../../../../lambda/state/idempotency/memory-store';
import { startDynalite } from '../../../../local/dynamodb/dynalite';
import { startSuiteEngine } from '../../../dynamodb-local/suite-engine';
import { connect, type StateEngine } from '../../../support/state-engine';
import { promisesOfAStore } from './promises';

const engines: StateEngine[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

async function openOn(starting: Promise<StateEngine>) {
  const engine = await starting;
  engines.push(engine);
  const { idempotency: table } = await engine.createTables();
  return {
    engine,
    table,
    store: new DynamoDbIdempotencyStore(
      () => Promise.resolve(engine.client),
      table,
      () => Promise.resolve(sdk),
    ),
  };
}

promisesOfAStore('memory', () => Promise.resolve(new MemoryIdempotencyStore()));
promisesOfAStore('DynamoDB', async () => (await openOn(startSuiteEngine())).store);

// It answers a failed condition without the item: the other way to learn of the record.
promisesOfAStore('a DynamoDB that returns no item', async () => {
  const dynalite = await startDynalite();
  if (!dynalite) throw new Error('dynalite is not installed: run npm ci');
  return (await openOn(Promise.resolve(connect(dynalite)))).store;
});

describe('in DynamoDB', () => {
  const claim = {
    id: 'pinned',
    owner: 'owner',
    validation: 'arguments',
    tool: 'refund',
    requestId: 'request',
    caller: 'caller',
    claimedAt: 1_795_176_000_000,
    deadlineAt: 1_795_176_025_000,
    expiresAt: 1_795_176_600_000,
  };

  it('a record has these attributes, which older and newer releases read', async () => {
    const { engine, table, store } = await openOn(startSuiteEngine());
    await store.claim(claim);
    await store.complete(claim, '{}');
    const key = { pk: { S: 'call#pinned' }, sk: { S: 'call' } };
    const { Item } = await engine.client.send(new sdk.GetItemCommand({ TableName: table, Key: key }));
    expect(Item).toEqual({
      ...key,
      status: { S: 'COMPLETED' },
      owner: { S: 'owner' },
      validation: { S: 'arguments' },
      tool: { S: 'refund' },
      requestId: { S: 'request' },
      caller: { S: 'caller' },
      claimedAt: { N: '1795176000000' },
      deadlineAt: { N: '1795176025000' },
      expiresAt: { N: '1795176600' },
      data: { S: '{}' },
    });
    // A status of a newer release is no leave to run the call.
    await engine.client.send(
      new sdk.PutItemCommand({ TableName: table, Item: { ...Item, status: { S: 'PAUSED' } } }),
    );
    await expect(store.claim({ ...claim, owner: 'other' })).rejects.toThrow("status 'PAUSED'");
  });

  it('the client is not loaded before it is needed, and a store that cannot be asked rejects', async () => {
    let asked = 0;
    const store = new DynamoDbIdempotencyStore(
      () => {
        asked += 1;
        return Promise.reject(new Error('no client'));
      },
      'nowhere',
      () => Promise.resolve(sdk),
    );
    expect(asked).toBe(0);
    await expect(store.claim(claim)).rejects.toThrow('no client');
    await expect(store.complete(claim, '{}')).rejects.toThrow('no client');
  });
});

it('memory gives back what expired, without being asked for it', async () => {
  const store = new MemoryIdempotencyStore();
  const at = (claimedAt: number, id: string) => ({
    id,
    owner: id,
    validation: '',
    tool: '',
    requestId: '',
    claimedAt,
    deadlineAt: claimedAt,
    expiresAt: claimedAt + 1_000,
  });
  for (let index = 0; index < 999; index += 1) await store.claim(at(0, `old-${index}`));
  await store.claim(at(1_000, 'new'));
  expect(store.size).toBe(1);
});
