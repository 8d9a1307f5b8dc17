/** The two tables of a service: what each costs, survives and is encrypted under, and those that are brought. */
import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table, TableV2, type TablePropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { McpStateOptions } from 'cdk-mcp-service';
import { StateTables } from '../../lib/state/state-tables';
import { environmentOf, newStack, resourcesOf, synthesize } from './stacks';

const TEXT = AttributeType.STRING;
const SHAPE: TablePropsV2 = {
  partitionKey: { name: 'pk', type: TEXT },
  sortKey: { name: 'sk', type: TEXT },
  timeToLiveAttribute: 'expiresAt',
};
const IDEMPOTENCY = 'McpStateIdempotency9C8BD82F';
const LIMITS = 'McpStateLimits9E3CE84D';

const ENV = { region: 'eu-west-1', account: '111122223333' };

function withState(state: (stack: Stack) => McpStateOptions): Template {
  return synthesize((stack) => ({ state: state(stack) }), undefined, { env: ENV }).template;
}

function statementsOf(template: Template): readonly Statement[] {
  const { PolicyDocument } = resourcesOf(template).McpRoleDefaultPolicyF6B7EA15?.Properties ?? {};
  const { Statement }: { Statement: readonly Statement[] } = JSON.parse(JSON.stringify(PolicyDocument));
  return Statement;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

describe('by default', () => {
  const { template } = synthesize();

  test('AWS owns the key, nothing caps the spending, and the role may use no key', () => {
    for (const id of [IDEMPOTENCY, LIMITS]) {
      const { Properties } = resourcesOf(template)[id] ?? {};
      expect(Properties).not.toHaveProperty('SSESpecification');
      expect(JSON.stringify(Properties)).not.toMatch(/OnDemandThroughput|Kms/i);
    }
    expect(JSON.stringify(statementsOf(template))).not.toContain('kms:');
  });

  test('protect: false keeps neither table, and pays for no recovery', () => {
    const { template: loose } = synthesize({ protect: false });
    for (const id of [IDEMPOTENCY, LIMITS])
      expect(resourcesOf(loose)[id]).toMatchObject({
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
      });
    expect(resourcesOf(loose)[IDEMPOTENCY]?.Properties).toMatchObject({
      Replicas: [
        {
          DeletionProtectionEnabled: false,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        },
      ],
    });
  });
});

test('a key encrypts both tables, and the server may use it through DynamoDB only', () => {
  const template = withState((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  const arn = { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] };
  for (const id of [IDEMPOTENCY, LIMITS]) {
    expect(resourcesOf(template)[id]?.Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [{ SSESpecification: { KMSMasterKeyId: arn } }],
    });
  }
  expect(statementsOf(template).filter(({ Action }) => JSON.stringify(Action).includes('kms:'))).toEqual([
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: arn,
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
        },
      },
    },
  ]);
});

test('a cap on the spending is that of each table', () => {
  const template = withState(() => ({ maxReadRequestUnits: 50, maxWriteRequestUnits: 100 }));
  for (const id of [IDEMPOTENCY, LIMITS]) {
    expect(resourcesOf(template)[id]?.Properties).toMatchObject({
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 100 },
      Replicas: [{ ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 50 } }],
    });
  }
});

describe('tables that are brought', () => {
  const both = withState((stack) => ({
    idempotencyTable: new TableV2(stack, 'Calls', SHAPE),
    limitsTable: Table.fromTableName(stack, 'Counters', 'counters'),
  }));

  test('are used, granted and watched in place of ones that are made', () => {
    expect(environmentOf(both)).toMatchObject({
      MCP_IDEMPOTENCY_TABLE: expect.stringMatching(/^ref\(Calls/),
      MCP_LIMITS_TABLE: 'counters',
    });
    const tables = Object.entries(resourcesOf(both)).filter(([, { Type }]) =>
      Type.startsWith('AWS::DynamoDB'),
    );
    expect(tables.map(([id]) => id)).toEqual([expect.stringMatching(/^Calls/)]);
    expect(statementsOf(both)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
          Resource: [
            {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:eu-west-1:111122223333:table/counters'],
              ],
            },
          ],
        }),
      ]),
    );
    expect(JSON.stringify(resourcesOf(both))).toContain('{"Name":"TableName","Value":"counters"}');
  });

  test('each stands for itself: the other is made as ever', () => {
    const template = withState((stack) => ({ idempotencyTable: new TableV2(stack, 'Calls', SHAPE) }));
    expect(resourcesOf(template)).toHaveProperty(LIMITS);
    expect(resourcesOf(template)).not.toHaveProperty(IDEMPOTENCY);
  });

  test('under a key of their own the role may use that key', () => {
    const template = withState((stack) => ({
      idempotencyTable: Table.fromTableAttributes(stack, 'Calls', {
        tableName: 'calls',
        encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1'),
      }),
    }));
    const [statement, ...more] = statementsOf(template).filter(({ Condition }) => Condition !== undefined);
    expect([statement?.Resource, more]).toEqual(['arn:aws:kms:us-east-1:111122223333:key/1', []]);
  });

  test('a table of the older construct will do', () => {
    const template = withState((stack) => {
      const { partitionKey, sortKey, timeToLiveAttribute } = SHAPE;
      return { limitsTable: new Table(stack, 'Counters', { partitionKey, sortKey, timeToLiveAttribute }) };
    });
    expect(resourcesOf(template)).not.toHaveProperty(LIMITS);
  });
});

describe('what synth refuses', () => {
  const refusal = (state: (stack: Stack) => McpStateOptions, stack = newStack()): string => {
    try {
      new StateTables(stack, 'State', { ...state(stack), protect: true });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'accepted';
  };
  const named = (stack: Stack, name: string) => Table.fromTableName(stack, name, name);
  const made = (props: Partial<TablePropsV2>) => (stack: Stack) => ({
    limitsTable: new TableV2(stack, 'Counters', { ...SHAPE, ...props }),
  });

  test.each<readonly [string, (stack: Stack) => McpStateOptions, string]>([
    [
      'no units',
      () => ({ maxWriteRequestUnits: 0 }),
      'state.maxWriteRequestUnits is 0; allowed are whole numbers from 1. Leave it out for no cap.',
    ],
    [
      'half a unit',
      () => ({ maxReadRequestUnits: 1.5 }),
      'state.maxReadRequestUnits is 1.5; allowed are whole numbers from 1. Leave it out for no cap.',
    ],
    [
      'one table for both',
      (stack) => ({
        idempotencyTable: named(stack, 'one'),
        limitsTable: Table.fromTableName(stack, 'again', 'one'),
      }),
      'state.idempotencyTable and state.limitsTable are one table; give two: records of calls are kept and restored, counters are not.',
    ],
    [
      'a cap without a table to cap',
      (stack) => ({
        idempotencyTable: named(stack, 'calls'),
        limitsTable: named(stack, 'counters'),
        maxWriteRequestUnits: 5,
      }),
      'state.maxWriteRequestUnits has no effect: both tables are yours. Set it where you make them, or leave it out.',
    ],
    [
      'as is one on reads',
      (stack) => ({
        idempotencyTable: named(stack, 'calls'),
        limitsTable: named(stack, 'counters'),
        maxReadRequestUnits: 5,
      }),
      'state.maxReadRequestUnits has no effect: both tables are yours. Set it where you make them, or leave it out.',
    ],
    [
      'another key',
      made({ partitionKey: { name: 'id', type: TEXT } }),
      "state.limitsTable has the keys 'id' (S) and 'sk' (S); give a table with the partition key 'pk' and the sort key 'sk', both of type S.",
    ],
    [
      'no sort key',
      made({ sortKey: undefined }),
      "state.limitsTable has the keys 'pk' (S); give a table with the partition key 'pk' and the sort key 'sk', both of type S.",
    ],
    [
      'a sort key of another type',
      made({ sortKey: { name: 'sk', type: AttributeType.NUMBER } }),
      "state.limitsTable has the keys 'pk' (S) and 'sk' (N); give a table with the partition key 'pk' and the sort key 'sk', both of type S.",
    ],
    [
      'no expiry',
      made({ timeToLiveAttribute: undefined }),
      "state.limitsTable never expires; set timeToLiveAttribute: 'expiresAt', or its records pile up.",
    ],
    [
      'another expiry',
      made({ timeToLiveAttribute: 'ttl' }),
      "state.limitsTable expires by 'ttl'; set timeToLiveAttribute: 'expiresAt', or its records pile up.",
    ],
    [
      'a key in a stack of any region',
      (stack) => ({ encryptionKey: new Key(stack, 'Key') }),
      "state.encryptionKey needs a stack that says its region; give it one: new Stack(app, id, { env: { region: 'eu-west-1' } }).",
    ],
    ['a cap of 1', () => ({ maxWriteRequestUnits: 1 }), 'accepted'],
    [
      'two tables',
      (stack) => ({ idempotencyTable: named(stack, 'a'), limitsTable: named(stack, 'b') }),
      'accepted',
    ],
  ])('%s', (_what, state, message) => {
    expect(refusal(state)).toBe(message);
  });

  test.each(['region', 'account'] as const)('a table of another %s', (where) => {
    const elsewhere = { ...ENV, [where]: where === 'region' ? 'us-east-1' : '444455556666' };
    const stack = newStack({ env: ENV });
    const table = (at: typeof ENV) =>
      Table.fromTableArn(
        stack,
        at.region + at.account,
        `arn:aws:dynamodb:${at.region}:${at.account}:table/calls`,
      );
    expect(refusal(() => ({ idempotencyTable: table(elsewhere) }), stack)).toBe(
      `state.idempotencyTable is in ${where} ${elsewhere[where]}; the server runs in ${ENV[where]} and asks for tables there. Give one of the same ${where}.`,
    );
  });
});
