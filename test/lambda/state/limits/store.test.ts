import { GetItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbLimitStore } from '../../../../lambda/state/limits/dynamodb-store';
import { MemoryLimitStore } from '../../../../lambda/state/limits/memory-store';
import { startDynalite } from '../../../../local/dynamodb/dynalite';
import { startSuiteEngine } from '../../../dynamodb-local/suite-engine';
import { countCommands } from '../../../limits/count-commands';
import { connect, type StateEngine } from '../../../support/state-engine';
import { promisesOfAStore } from './promises';

const engines: StateEngine[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

async function openOn(starting: Promise<StateEngine>) {
  const engine = await starting;
  engines.push(engine);
  const { limits: table } = await engine.createTables();
  return {
    client: engine.client,
    table,
    store: new DynamoDbLimitStore(() => Promise.resolve(engine.client), table),
  };
}

promisesOfAStore('memory', () => Promise.resolve(new MemoryLimitStore()));
promisesOfAStore('DynamoDB', async () => (await openOn(startSuiteEngine())).store);

// It answers a failed condition without the item: the other way to learn of the bucket.
promisesOfAStore('a DynamoDB that returns no item', async () => {
  const dynalite = await startDynalite();
  if (!dynalite) throw new Error('dynalite is not installed: run npm ci');
  return (await openOn(Promise.resolve(connect(dynalite)))).store;
});

const NOW = 1_795_176_000_000_000;
const request = { key: 'pinned', now: NOW, interval: 1_000_000, room: 5_000_000, least: 1, most: 1 };

describe('in DynamoDB', () => {
  let client: DynamoDBClient;
  let table: string;
  let store: DynamoDbLimitStore;
  beforeEach(async () => {
    ({ client, table, store } = await openOn(startSuiteEngine()));
  });
  const key = { pk: { S: 'limit#pinned' }, sk: { S: 'limit' } };

  it('a limit has these attributes, which older and newer releases read', async () => {
    const { arrival } = await store.take({ ...request, guess: 'full' });
    await store.take({ ...request, guess: 'used' });
    if (arrival)
      await store.giveBack({ key: 'pinned', now: NOW - 2_000_000, amount: 1_000_000, taken: arrival });
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key }));
    expect(Item).toEqual({
      ...key,
      at: { N: '1795176001000000' },
      given: { N: '1000000' },
      expiresAt: { N: '1795176305' },
    });
  });

  it('an item that says nothing of its time lets nothing through', async () => {
    await client.send(new PutItemCommand({ TableName: table, Item: { ...key, at: { S: 'noon' } } }));
    await expect(store.take({ ...request, guess: 'unknown' })).rejects.toThrow('no time');
  });

  it('costs one write a call where the guess is right, and a read in place of a write where it refuses', async () => {
    const counted = countCommands(client);
    await store.take({ ...request, guess: 'full' });
    await store.take({ ...request, guess: 'used', most: 4, least: 4 });
    expect(counted).toEqual({ UpdateItemCommand: 2 });
    await store.take({ ...request, guess: 'unknown' });
    expect(counted).toEqual({ UpdateItemCommand: 2, GetItemCommand: 1 });
    expect(await store.take({ ...request, guess: 'used' })).toMatchObject({ tokens: 0, failedWrites: 1 });
    expect(counted).toMatchObject({ UpdateItemCommand: 3 });
  });

  it('the client is not asked for before it is needed, and a store that cannot be asked rejects', async () => {
    let asked = 0;
    const nowhere = new DynamoDbLimitStore(() => {
      asked += 1;
      return Promise.reject(new Error('no client'));
    }, 'nowhere');
    expect(asked).toBe(0);
    await expect(nowhere.ready()).rejects.toThrow('no client');
    await expect(nowhere.take({ ...request, guess: 'full' })).rejects.toThrow('no client');
  });
});

it('memory forgets keys whose bucket is full again, without being asked', async () => {
  const store = new MemoryLimitStore();
  for (let index = 0; index < 1_000; index += 1)
    await store.take({ ...request, key: `old-${index}`, guess: 'full' });
  const later = NOW + 120_000_000;
  for (let index = 0; index < 1_000; index += 1)
    await store.take({ ...request, now: later, key: 'new', guess: 'full' });
  expect(store.size).toBeLessThanOrEqual(2);
});
