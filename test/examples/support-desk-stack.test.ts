import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { McpAlerts } from 'cdk-mcp-service';
import { supportDeskAuth } from '../../examples/support-desk/auth';
import { SupportDeskStack } from '../../examples/support-desk/stack';

const auth = supportDeskAuth('ana@example.com');
const stack = new SupportDeskStack(new App(), 'SupportDesk', {
  auth,
  alerts: McpAlerts.none({ reason: 'a test' }),
});
const template = Template.fromStack(stack);
const byStatus = { IndexName: 'by-status', Projection: { ProjectionType: 'INCLUDE' } };
const ticketsTable = { Properties: { GlobalSecondaryIndexes: [Match.objectLike(byStatus)] } };
const [tableId] = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable', ticketsTable));

test('the table goes with the stack', () => {
  const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable', ticketsTable));
  expect(table).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
});

test('the service is told the name of the table', () => {
  const [server] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(server?.Properties.Environment.Variables).toMatchObject({ TICKETS_TABLE: { Ref: tableId } });
});

test('the service may do with the table what the tools do, and with its index, and no more', () => {
  const index = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [tableId, 'Arn'] }, '/index/by-status']] };
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => JSON.stringify(Resource).includes(String(tableId)));
  expect(statements).toEqual([
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      Resource: { 'Fn::GetAtt': [tableId, 'Arn'] },
    },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: index },
  ]);
});

test('the manifest is that of the tools', () => {
  expect(stack.service.manifest).toMatchObject({
    name: 'support-desk',
    prompts: ['triage_ticket'],
    resources: ['ticket'],
    healthChecks: [{ name: 'tickets', critical: false }],
  });
});
