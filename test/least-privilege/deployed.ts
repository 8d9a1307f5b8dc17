import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Template } from 'aws-cdk-lib/assertions';
import { environmentOf, resourcesOf } from '../lib/stacks';
import type { StateEngine } from '../support/state-engine';

/** What a function of the template is told: tables and secrets are named by their logical ids. */
export function toldTo(template: Template, handler?: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environmentOf(template, handler)).map(([name, value]) => [
      name,
      value.replaceAll('ref(AWS::URLSuffix)', 'amazonaws.com').replaceAll(/ref\((\w+)\)/g, '$1'),
    ]),
  );
}

/** Empty, as CloudFormation would have made them. */
export async function createTables({ client }: StateEngine, template: Template): Promise<void> {
  for (const [id, { Type, Properties }] of Object.entries(resourcesOf(template))) {
    if (Type !== 'AWS::DynamoDB::GlobalTable') continue;
    const { KeySchema, AttributeDefinitions }: CreateTableCommandInput = JSON.parse(
      JSON.stringify(Properties),
    );
    await client.send(
      new CreateTableCommand({
        TableName: id,
        KeySchema,
        AttributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }
}
