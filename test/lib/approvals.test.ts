/** Where a tool asks for approval: a log group of its own, what the server may do with it, and the mail. */
import { Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { McpAlerts, McpAuth, McpRuntime, McpService, type McpServiceProps } from 'cdk-mcp-service';
import { actionsIn } from '../least-privilege/action-names';
import { JWT, environmentOf, newStack, resourcesOf, synthesize } from './stacks';

const AUDIT = 'McpApprovalsAudit9DAB7B1F';
const RULE = 'McpApprovalMailF40C6DA3';
const MAIL = McpAlerts.email('ana@example.com');

const made = (props: Partial<McpServiceProps> = {}): Template =>
  synthesize({ tools: 'test/fixtures/closing.ts', alerts: MAIL, ...props }).template;

const withPage = { auth: McpAuth.cognito({ access: { everyone: ['read', 'write', 'destructive'] } }) };

interface Rule {
  readonly EventPattern: object;
  readonly Targets: readonly [
    {
      readonly Arn: object;
      readonly InputTransformer: { readonly InputPathsMap: object; readonly InputTemplate: unknown };
    },
  ];
}

function ruleOf(template: Template): Rule {
  return JSON.parse(JSON.stringify(resourcesOf(template)[RULE]?.Properties));
}

test('nothing is made, allowed or sent where no tool asks', () => {
  const { service, template } = synthesize({ alerts: MAIL, approvals: { auditRetention: 30 } });
  expect(service.approvals).toBeUndefined();
  const text = JSON.stringify(template.toJSON());
  expect(text).not.toContain('Approval');
  expect(actionsIn(template).filter((action) => action.startsWith('events:'))).toEqual([]);
  expect(environmentOf(template).MCP_APPROVAL_RECORDS).toBe('{"events":false}');
});

describe('the audit log', () => {
  test('is kept for a year and survives the stack, protected as the log is', () => {
    const resources = resourcesOf(made());
    const { DataProtectionPolicy, ...rest } = resources[AUDIT]?.Properties ?? {};
    expect(resources[AUDIT]).toMatchObject({ Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' });
    expect(rest).toEqual({ RetentionInDays: 365 });
    expect(DataProtectionPolicy).toEqual(resources.McpLog34EEE9DD?.Properties.DataProtectionPolicy);
    expect(DataProtectionPolicy).toBeDefined();
  });

  test('is kept as long as you say, and goes with a stack that is not protected', () => {
    const template = made({ approvals: { auditRetention: RetentionDays.TEN_YEARS }, protect: false });
    expect(resourcesOf(template)[AUDIT]).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 3_653 },
    });
  });

  test('is what the server is told, and an output for the command', () => {
    const { service, template } = synthesize({ tools: 'test/fixtures/closing.ts' });
    expect(environmentOf(template).MCP_APPROVAL_RECORDS).toBe(`{"logGroup":"ref(${AUDIT})","events":true}`);
    expect(template.toJSON().Outputs).toMatchObject({
      McpApprovalsAuditLog130FC943: { Value: { Ref: AUDIT } },
    });
    expect(service.approvals?.logGroup.node.path).toBe('Desk/Mcp/Approvals/Audit');
  });
});

describe('the role of the server', () => {
  test.each<readonly [string, Partial<McpServiceProps>]>([
    ['Lambda', {}],
    ['Fargate', { runtime: McpRuntime.fargate({ network: 'publicIp' }) }],
  ])('on %s adds to the audit log and sends its own events; it deletes no log', (_name, props) => {
    const template = made(props);
    const text = JSON.stringify(Object.values(template.findResources('AWS::IAM::Policy')));
    expect(text).toContain(
      `{"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow","Resource":{"Fn::GetAtt":["${AUDIT}","Arn"]}}`,
    );
    expect(text).toContain(
      '{"Action":"events:PutEvents","Condition":{"ForAllValues:StringEquals":{"events:source":"cdk-mcp-service"},"Null":{"events:source":"false"}},"Effect":"Allow","Resource":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":events:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":event-bus/default"]]}}',
    );
    const logs = actionsIn(template).filter((action) => action.startsWith('logs:'));
    expect(new Set(logs)).toEqual(new Set(['logs:CreateLogStream', 'logs:PutLogEvents']));
  });
});

describe('the mail', () => {
  test('is sent for questions of this service, to the topic of alarms', () => {
    const { EventPattern, Targets } = ruleOf(made());
    expect(EventPattern).toEqual({
      source: ['cdk-mcp-service'],
      'detail-type': ['Approval requested'],
      detail: { service: ['closing'] },
    });
    expect(Targets).toMatchObject([{ Arn: { Ref: 'McpAlerts2B2C7AA0' } }]);
    expect(Targets).toHaveLength(1);
  });

  test('has the link where there is a page', () => {
    const { InputTransformer } = ruleOf(made(withPage)).Targets[0];
    expect(InputTransformer).toEqual({
      InputPathsMap: {
        'detail-tool': '$.detail.tool',
        'detail-caller': '$.detail.caller',
        'detail-agent': '$.detail.agent',
        'detail-expiresAt': '$.detail.expiresAt',
        'detail-link': '$.detail.link',
        'detail-ticket': '$.detail.ticket',
      },
      InputTemplate: [
        '"A call of closing waits for a person to approve it."',
        '"Tool: <detail-tool>"',
        '"Who asks: <detail-caller>"',
        '"Through: <detail-agent>"',
        '"Decide until: <detail-expiresAt>"',
        '"Look at it and decide: <detail-link>"',
        '"Ticket: <detail-ticket>"',
        '"The arguments are not in this message. Nothing runs before somebody decides."',
      ].join('\n'),
    });
  });

  test('has the command where there is none', () => {
    const { InputTemplate } = ruleOf(made()).Targets[0].InputTransformer;
    expect(JSON.stringify(InputTemplate)).toContain(
      String.raw`\"Look at it: npx cdk-mcp-service approvals show <detail-ticket> --table ",{"Ref":"McpStateIdempotency9C8BD82F"},"\"\n\"Then decide with approvals approve, or approvals deny.\"\n`,
    );
  });

  test('the topic lets this rule publish, of this account, and nobody else but alarms', () => {
    const policies = Object.values(made().findResources('AWS::SNS::TopicPolicy'));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Principal }) => Principal)).toEqual([
      '*',
      { Service: 'cloudwatch.amazonaws.com' },
      { Service: 'events.amazonaws.com' },
    ]);
    expect(statements[2]).toEqual({
      Sid: '2',
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: { Ref: 'McpAlerts2B2C7AA0' },
      Condition: {
        ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': [RULE, 'Arn'] } },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      },
    });
  });

  test('a topic of another stack does not come to need this one', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root, 'Topics');
    const topic = new Topic(other, 'Ops');
    new McpService(stack, 'Mcp', {
      tools: 'test/fixtures/closing.ts',
      auth: JWT,
      alerts: McpAlerts.topic(topic),
    });
    expect(ruleOf(Template.fromStack(stack)).Targets).toHaveLength(1);
    expect(JSON.stringify(Template.fromStack(other).toJSON())).toContain(':rule/*"');
  });

  test('nobody is told where alarms notify nobody; the events are sent all the same', () => {
    const template = made({ alerts: McpAlerts.none({ reason: 'a test' }) });
    expect(resourcesOf(template)[RULE]).toBeUndefined();
    expect(environmentOf(template).MCP_APPROVAL_RECORDS).toContain('"events":true');
  });
});

describe('containers without a way out reach the bus by an endpoint, where it is needed', () => {
  test.each([
    ['test/fixtures/closing.ts', 1],
    ['test/fixtures/adder.ts', 0],
  ])('%s: %d', (tools, count) => {
    const template = made({
      tools,
      auth: McpAuth.jwt({ issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x', audience: 'a' }),
      runtime: McpRuntime.fargate({ network: 'endpoints' }),
    });
    const names = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName),
    );
    expect(names.filter((name) => name.includes('.events'))).toHaveLength(count);
  });
});
