import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  type AttributeDefinition,
  type CreateTableCommandInput,
  type KeySchemaElement,
  type Projection,
} from '@aws-sdk/client-dynamodb';
import type { StackArtifact } from '../assembly/cloud-assembly';
import { resolveIntrinsics, type LocalValues } from '../assembly/intrinsics';
import { REGION, TABLE_TYPES } from '../assembly/local-values';
import { resourcesOfType } from '../assembly/template';
import { DeskError } from '../desk-error';
import type { Engine } from './engine';

const MOST_SECONDS = 20;

interface IndexProperties {
  readonly IndexName: string;
  readonly KeySchema: KeySchemaElement[];
  readonly Projection: Projection;
}

/** The properties that `AWS::DynamoDB::Table` and `GlobalTable` share with the API. */
interface TableProperties {
  readonly AttributeDefinitions: AttributeDefinition[];
  readonly KeySchema: KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexProperties[];
  readonly LocalSecondaryIndexes?: readonly IndexProperties[];
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled?: boolean };
}

/**
 * Creates the tables of all stacks that are not there yet. Capacity is on demand, whatever the template says.
 *
 * @returns The names of all tables of the app.
 */
export async function createTables(
  engine: Engine,
  stacks: ReadonlyMap<StackArtifact, LocalValues>,
): Promise<readonly string[]> {
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: REGION,
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  });
  try {
    const names: string[] = [];
    for (const [stack, values] of stacks) {
      for (const [logicalId] of resourcesOfType(stack.template, ...TABLE_TYPES)) {
        const name = values.refs.get(logicalId) ?? logicalId;
        await createTable(client, engine, name, tableProperties(stack, values, logicalId));
        names.push(name);
      }
    }
    return names;
  } finally {
    client.destroy();
  }
}

async function createTable(
  client: DynamoDBClient,
  engine: Engine,
  name: string,
  properties: TableProperties,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(toInput(name, properties)));
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw new DeskError(`${engine.name} cannot create the table ${name}: ${String(error)}`);
  }
  await waitUntilTableExists({ client, maxWaitTime: MOST_SECONDS, minDelay: 0.02 }, { TableName: name });
  const { AttributeName, Enabled } = properties.TimeToLiveSpecification ?? {};
  if (!engine.timeToLive || AttributeName === undefined || Enabled !== true) return;
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } }),
  );
}

function toInput(name: string, properties: TableProperties): CreateTableCommandInput {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  return {
    TableName: name,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(toIndex) }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(toIndex) }),
  };
}

/** An index of the template may have capacity, which an on-demand table refuses. */
function toIndex({ IndexName, KeySchema, Projection: projection }: IndexProperties): IndexProperties {
  return { IndexName, KeySchema, Projection: projection };
}

function tableProperties(
  { template, displayName }: StackArtifact,
  values: LocalValues,
  logicalId: string,
): TableProperties {
  const given = template.Resources?.[logicalId]?.Properties ?? {};
  const { value } = resolveIntrinsics(given, template, values);
  if (isTableProperties(value)) return value;
  throw new DeskError(`The table ${logicalId} of ${displayName} has no keys that can be read.`);
}

function isTableProperties(value: unknown): value is TableProperties {
  return (
    typeof value === 'object' &&
    value !== null &&
    'AttributeDefinitions' in value &&
    Array.isArray(value.AttributeDefinitions) &&
    'KeySchema' in value &&
    Array.isArray(value.KeySchema)
  );
}
