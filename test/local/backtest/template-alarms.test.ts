import { alarmsOf } from '../../../local/backtest/template-alarms';
import { localValues } from '../../../local/assembly/local-values';
import type { StackArtifact } from '../../../local/assembly/cloud-assembly';
import type { Resource } from '../../../local/assembly/template';
import { AlarmSet } from '../../../local/cloudwatch/alarm-set';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { stackOf } from '../fixtures';

const ON_FAULTS = {
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0.25,
  EvaluationPeriods: 1,
  Namespace: 'McpService',
  MetricName: 'Faults',
  Dimensions: [{ Name: 'service', Value: 'desk' }],
  Statistic: 'Average',
  Period: 300,
};

function deskWith(resources: Readonly<Record<string, Resource>>): StackArtifact {
  const metadata = Object.fromEntries(
    Object.keys(resources).map((logicalId) => [
      `/Desk/Mcp/Alarms/${logicalId.slice(0, -8)}/Resource`,
      [{ type: 'aws:cdk:logicalId', data: logicalId }],
    ]),
  );
  return { ...stackOf({ Resources: resources }), metadata };
}

function alarmsIn(resources: Readonly<Record<string, Resource>>) {
  const stack = deskWith(resources);
  const values = localValues([stack], 'http://localhost').get(stack);
  if (!values) throw new Error('no values');
  return alarmsOf(stack, values);
}

const TOPIC: Resource = { Type: 'AWS::SNS::Topic', Properties: {} };
const OUTAGE: Resource = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ...ON_FAULTS,
    AlarmDescription: 'PAGE. All fails.',
    AlarmActions: [{ Ref: 'TopicAAAAAAAA' }],
  },
};

test('an alarm has the id of its construct, and is as urgent as it says where it notifies', () => {
  const alarms = alarmsIn({
    TopicAAAAAAAA: TOPIC,
    OutageBBBBBBBB: OUTAGE,
    SlowBurnCCCCCCCC: {
      ...OUTAGE,
      Properties: { ...OUTAGE.Properties, AlarmDescription: 'TICKET. Slowly.' },
    },
    WindowDDDDDDDD: {
      ...OUTAGE,
      Properties: { ...ON_FAULTS, AlarmDescription: 'PAGE. But nobody is told.' },
    },
    NamedEEEEEEEE: {
      ...OUTAGE,
      Properties: { ...OUTAGE.Properties, AlarmName: 'by-hand', AlarmDescription: '' },
    },
  });
  expect(alarms.map(({ id, name, severity }) => [id, name, severity])).toEqual([
    ['Outage', 'OutageBBBBBBBB', 'page'],
    ['SlowBurn', 'SlowBurnCCCCCCCC', 'ticket'],
    ['Window', 'WindowDDDDDDDD', 'none'],
    ['Named', 'by-hand', 'page'],
  ]);
});

test('a composite alarm finds the alarms that its rule refers to', () => {
  const alarms = alarmsIn({
    TopicAAAAAAAA: TOPIC,
    OutageBBBBBBBB: OUTAGE,
    BothCCCCCCCC: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmName: 'both',
        AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['OutageBBBBBBBB', 'Arn'] }, '")']] },
        ActionsSuppressor: { 'Fn::GetAtt': ['OutageBBBBBBBB', 'Arn'] },
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 60,
      },
    },
  });
  const set = new AlarmSet(alarms, new MetricStore());
  set.evaluate(29_000_000);
  expect(set.stateOf('both')).toBe('OK');
});

test('physical names are those that the desk has for the resources', () => {
  const [alarm] = alarmsIn({
    TableAAAAAAAA: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
    ThrottlesBBBBBBBB: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { ...ON_FAULTS, Dimensions: [{ Name: 'TableName', Value: { Ref: 'TableAAAAAAAA' } }] },
    },
  });
  expect(alarm?.properties.Dimensions).toEqual([{ Name: 'TableName', Value: 'Desk-Table' }]);
});

test('an alarm of which a part is not interpreted is refused', () => {
  expect(() =>
    alarmsIn({
      QueueAAAAAAAA: { Type: 'AWS::SQS::Queue' },
      OutageBBBBBBBB: { ...OUTAGE, Properties: { ...ON_FAULTS, Threshold: { Ref: 'QueueAAAAAAAA' } } },
    }),
  ).toThrow('The alarm OutageBBBBBBBB cannot be evaluated here: Ref QueueAAAAAAAA (AWS::SQS::Queue).');
});
