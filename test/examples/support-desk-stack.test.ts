import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { McpAlerts, McpAuth } from 'cdk-mcp-service';
import { SupportDeskStack } from '../../examples/support-desk/stack';

const auth = McpAuth.jwt({ issuer: 'https://issuer.example.com', audience: 'support-desk' });
const stack = new SupportDeskStack(new App(), 'SupportDesk', {
  auth,
  alerts: McpAlerts.none({ reason: 'a test' }),
});
const template = Template.fromStack(stack);
const index = { IndexName: 'by-status', Projection: { ProjectionType: 'INCLUDE' } };
const ticketsTable = { Properties: { GlobalSecondaryIndexes: [Match.objectLike(index)] } };
const [tableId] = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable', ticketsTable));

test('the table goes with the stack', () => {
  const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable', ticketsTable));
  expect(table).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
});

test('the service is told the name of the table', () => {
  const [server] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(server?.Properties.Environment.Variables).toMatchObject({ TICKETS_TABLE: { Ref: tableId } });
});

test('the service may read and write the table and its index', () => {
  const statement = Match.objectLike({
    Effect: 'Allow',
    Action: Match.arrayWith(['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:UpdateItem']),
    Resource: Match.arrayWith([{ 'Fn::GetAtt': [tableId, 'Arn'] }]),
  });
  const granting = { Properties: { PolicyDocument: { Statement: Match.arrayWith([statement]) } } };
  expect(Object.keys(template.findResources('AWS::IAM::Policy', granting))).toHaveLength(1);
});

test('the manifest is that of the tools', () => {
  expect(stack.service.manifest).toMatchObject({
    name: 'support-desk',
    prompts: ['triage_ticket'],
    resources: ['ticket'],
    healthChecks: [{ name: 'tickets', critical: false }],
  });
});
