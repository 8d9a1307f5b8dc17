import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { localValues } from '../../local/assembly/local-values';
import { createTables } from '../../local/dynamodb/create-tables';
import { startDynalite } from '../../local/dynamodb/dynalite';
import { startDynoxide } from '../../local/dynamodb/dynoxide';
import { startEngine, type Engine } from '../../local/dynamodb/engine';
import { TABLES_TEMPLATE, stackOf } from './fixtures';

const stacks = localValues([stackOf(TABLES_TEMPLATE)], 'http://127.0.0.1:8787');
const credentials = { accessKeyId: 'desk', secretAccessKey: 'desk' };

describe.each([
  ['dynoxide', startDynoxide],
  ['dynalite', startDynalite],
])('tables in %s', (name, startOne) => {
  let engine: Engine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await startEngine([startOne]);
    client = new DynamoDBClient({ endpoint: engine.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });

  test('have the keys, indexes and time to live of the template', async () => {
    expect(engine.name).toMatch(new RegExp(`^${name} \\d`));
    expect(await createTables(engine, stacks)).toEqual(['Desk-State', 'orders-us-east-1']);
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: 'Desk-State' }));
    expect(table).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['by-status']);
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'Desk-State' }));
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe(engine.timeToLive ? 'expiresAt' : undefined);
  });

  test('keep what they hold when they are created again', async () => {
    const item = { id: { S: 'O-1' } };
    await client.send(new PutItemCommand({ TableName: 'orders-us-east-1', Item: item }));
    await createTables(engine, stacks);
    const found = await client.send(new GetItemCommand({ TableName: 'orders-us-east-1', Key: item }));
    expect(found.Item).toEqual(item);
  });
});

test('an engine that is missing or broken is passed over, and what the next one lacks is told', async () => {
  const missing = () => Promise.resolve(undefined);
  const broken = () => Promise.reject(new Error('no such file'));
  const engine = await startEngine([missing, broken, startDynalite]);
  expect(engine.lacks.join()).toContain('TransactWriteItems');
  await engine.stop();
});

test('no engine at all is one line', async () => {
  await expect(startEngine([() => Promise.resolve(undefined)])).rejects.toThrow(
    'No DynamoDB engine can be started here. Install one: npm install dynalite',
  );
});

test('a table without keys is one line', async () => {
  const engine = await startEngine();
  const values = localValues([stackOf({ Resources: { T: { Type: 'AWS::DynamoDB::Table' } } })], '');
  await expect(createTables(engine, values)).rejects.toThrow('The table T of Desk has no keys');
  await engine.stop();
});
