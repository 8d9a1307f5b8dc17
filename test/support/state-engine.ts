import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Settings } from '../../lambda/contract';
import { StateTables } from '../../lib/state/state-tables';
import { startDynalite } from '../../local/dynamodb/dynalite';
import { startDynoxide } from '../../local/dynamodb/dynoxide';
import type { Engine } from '../../local/dynamodb/engine';

export interface StateEngine {
  readonly name: string;
  readonly url: string;
  readonly client: DynamoDBClient;
  /** Environment with which another process reaches the engine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Creates fresh tables from the synthesized schema; answers their names. */
  createTables(): Promise<{ readonly idempotency: string; readonly limits: string }>;
  stop(): Promise<void>;
}

/** The engine that tests use everywhere: dynoxide where it is built for the platform, else dynalite. */
export async function startStateEngine(): Promise<StateEngine> {
  const engine = (await startDynoxide()) ?? (await startDynalite());
  if (!engine) throw new Error('No DynamoDB engine is installed: run npm ci.');
  return connect(engine);
}

/** An engine with the tables of one service, and what its server must be told to find them. */
export async function startState(): Promise<{
  readonly settings: Pick<Settings, 'idempotencyTable' | 'limitsTable'>;
  readonly environment: StateEngine['environment'];
  readonly engine: StateEngine;
  stop(): Promise<void>;
}> {
  const engine = await startStateEngine();
  const { idempotency, limits } = await engine.createTables();
  return {
    settings: { idempotencyTable: idempotency, limitsTable: limits },
    environment: engine.environment,
    engine,
    stop: () => engine.stop(),
  };
}

/** Wraps an engine that runs already, such as AWS's DynamoDB Local. */
export function connect(engine: Pick<Engine, 'name' | 'url' | 'stop'>): StateEngine {
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'desk',
    AWS_SECRET_ACCESS_KEY: 'desk',
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  });
  let generation = 0;
  return {
    name: engine.name,
    url: engine.url,
    client,
    environment,
    async createTables() {
      generation += 1;
      const names = { idempotency: `idempotency-${generation}`, limits: `limits-${generation}` };
      const schemas = synthesizedSchemas();
      await client.send(new CreateTableCommand({ ...schemas.idempotency, TableName: names.idempotency }));
      await client.send(new CreateTableCommand({ ...schemas.limits, TableName: names.limits }));
      return names;
    },
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

// The schema is all that is wanted of the template: its validation takes seconds.
process.env.CDK_VALIDATION ??= 'false';

type Schema = Omit<CreateTableCommandInput, 'TableName'>;

/** What CloudFormation would create, as the API wants it. */
function synthesizedSchemas(): { readonly idempotency: Schema; readonly limits: Schema } {
  const stack = new Stack(new App(), 'State');
  const tables = new StateTables(stack, 'Tables', { protect: false });
  const resources = Template.fromStack(stack).findResources('AWS::DynamoDB::GlobalTable');
  const schemaOf = (table: StateTables['limits']): Schema => {
    const id = stack.getLogicalId(table.node.defaultChild as never);
    const { KeySchema, AttributeDefinitions } = resources[id]?.Properties ?? {};
    return { KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' };
  };
  return { idempotency: schemaOf(tables.idempotency), limits: schemaOf(tables.limits) };
}
