import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createTicketsTable } from '../../../examples/support-desk/tickets-table';

type Schema = Pick<CreateTableCommandInput, 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'KeySchema'>;

/** The table as the stack makes it: its template, given to the engine. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const { AttributeDefinitions, GlobalSecondaryIndexes, KeySchema } = synthesized();
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions,
      GlobalSecondaryIndexes,
      KeySchema,
    }),
  );
}

function synthesized(): Schema {
  const stack = new Stack(new App(), 'Tables');
  createTicketsTable(stack, 'Tickets');
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::GlobalTable'));
  if (!table) throw new Error('The template has no table.');
  return table.Properties;
}
