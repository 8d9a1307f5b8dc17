import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { McpAlerts } from 'cdk-mcp-service';
import { resourcesOf, synthesize } from '../stacks';

/** What alarms would run, by severity as the description tells it. */
function targets(template: Template): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const { Type, Properties } of Object.values(resourcesOf(template))) {
    if (!Type.startsWith('AWS::CloudWatch::') || !Type.endsWith('Alarm')) continue;
    const [severity = ''] = /^(PAGE|TICKET)/.exec(String(Properties.AlarmDescription)) ?? [];
    const actions = JSON.stringify(Properties.AlarmActions ?? null);
    found[severity] = [...new Set([...(found[severity] ?? []), actions])];
  }
  return found;
}

const cloudWatchMayPublish = Match.objectLike({
  Effect: 'Allow',
  Action: 'sns:Publish',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: {
    ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':cloudwatch:', ':alarm:*'])] } },
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
  },
});

describe('mail', () => {
  const { template } = synthesize({
    alerts: McpAlerts.email('ana@example.com', 'bo@example.com', 'ana@example.com'),
  });
  const topic = JSON.stringify([{ Ref: 'McpAlerts2B2C7AA0' }]);

  test('every address is subscribed once', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(subscriptions.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual([
      ['email', 'ana@example.com'],
      ['email', 'bo@example.com'],
    ]);
  });

  test('alarms may publish to the topic, encrypted on the way, and nobody else may', () => {
    const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policies).toHaveLength(1);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          cloudWatchMayPublish,
        ],
      },
    });
  });

  test('everything that pages or opens a ticket goes there; what is part of another alarm does not', () => {
    expect(targets(template)).toEqual({ PAGE: [topic], TICKET: [topic], '': ['null'] });
  });

  test('whoever deploys it reads that the subscription is to be confirmed', () => {
    const [output] = Object.values(template.findOutputs('McpAlertsTargetFADCCFF4'));
    expect(output).toEqual({
      Value: { Ref: 'McpAlerts2B2C7AA0' },
      Description:
        'Alarms are mailed to ana@example.com, bo@example.com. Each must confirm the subscription that it is sent.',
    });
  });

  test.each([
    'ana',
    'ana@example',
    '@example.com',
    'ana@example.com,bo@example.com',
    'Ana <ana@example.com>',
    '',
  ])('%j is no address', (address) => {
    expect(() => McpAlerts.email('bo@example.com', address)).toThrow(
      `McpAlerts.email: '${address}' is no address; give a plain one such as 'ana@example.com', each as its own argument.`,
    );
  });

  test('nobody is not somebody', () => {
    expect(() => McpAlerts.email()).toThrow(
      "McpAlerts.email: no address; give one or more, such as 'ana@example.com', or McpAlerts.none({ reason }).",
    );
  });

  test('many addresses do not break the description', () => {
    const many = Array.from({ length: 60 }, (_, index) => `person-${index}@example.com`);
    const [output] = Object.values(
      synthesize({ alerts: McpAlerts.email(...many) }).template.findOutputs('McpAlertsTargetFADCCFF4'),
    );
    expect(Buffer.byteLength(String(output?.Description))).toBeLessThan(1_024);
  });
});

describe('a topic', () => {
  test('that pages, and another for what can wait', () => {
    const { template } = synthesize((stack) => ({
      alerts: McpAlerts.topic(new Topic(stack, 'Pages', { enforceSSL: true }), {
        tickets: new Topic(stack, 'Tickets'),
      }),
    }));
    expect(targets(template)).toEqual({
      PAGE: [JSON.stringify([{ Ref: 'Pages127DFD1A' }])],
      TICKET: [expect.stringMatching(/^\[\{"Ref":"Tickets/)],
      '': ['null'],
    });
    const allowing = { PolicyDocument: { Statement: Match.arrayWith([cloudWatchMayPublish]) } };
    template.resourcePropertiesCountIs('AWS::SNS::TopicPolicy', allowing, 2);
    template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  test('of another stack is taken as it is', () => {
    const arn = 'arn:aws:sns:us-east-1:111122223333:pager';
    const { template } = synthesize((stack) => {
      const topic: ITopic = Topic.fromTopicArn(stack, 'Pager', arn);
      return { alerts: McpAlerts.topic(topic) };
    });
    expect(targets(template)).toEqual({
      PAGE: [JSON.stringify([arn])],
      TICKET: [JSON.stringify([arn])],
      '': ['null'],
    });
    template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
  });
});

describe('nobody', () => {
  test('has a reason, which is kept, and alarms that say nothing', () => {
    const { template } = synthesize({ alerts: McpAlerts.none({ reason: 'a demonstration' }) });
    expect(targets(template)).toEqual({ PAGE: ['null'], TICKET: ['null'], '': ['null'] });
    const [output] = Object.values(template.findOutputs('McpAlertsTargetFADCCFF4'));
    expect(output).toEqual({ Value: 'none', Description: 'Alarms notify nobody: a demonstration' });
    template.resourceCountIs('AWS::SNS::Topic', 0);
  });

  test.each(['', ' \n'])('%j is no reason', (reason) => {
    expect(() => McpAlerts.none({ reason })).toThrow(
      'McpAlerts.none: reason is empty; say why nobody has to know of an alarm.',
    );
  });

  test('nor is one that does not fit into a description', () => {
    expect(() => McpAlerts.none({ reason: 'é'.repeat(401) })).toThrow(
      'McpAlerts.none: reason has 802 bytes; allowed are 800, because it is kept in a description.',
    );
  });
});
