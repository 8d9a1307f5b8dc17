import type { Template } from './template';

/** What the desk runs, plays, or has no need of: permissions hold nobody back on one's own machine. */
const ON_THE_DESK =
  /^AWS::(DynamoDB::|Lambda::|ApiGatewayV2::|ApiGateway::|ElasticLoadBalancingV2::|ECS::|IAM::|SecretsManager::Secret$|Logs::LogGroup$|CDK::|CloudFormation::)/;

/** Words for what is often there; other types keep their names. */
const WORDS: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'alarm',
  'AWS::CloudWatch::CompositeAlarm': 'composite alarm',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::Events::Rule': 'schedule',
  'AWS::Logs::QueryDefinition': 'saved query',
  'AWS::SNS::Subscription': 'subscription',
  'AWS::SNS::Topic': 'topic',
  'AWS::SNS::TopicPolicy': 'topic policy',
};

/** Resources of a template that exist in the account only, counted: `5 composite alarms`. */
export function accountOnly({ Resources }: Template): string[] {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(Resources ?? {})) {
    if (!ON_THE_DESK.test(Type)) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  }
  return [...counts].map(([type, count]) => `${count} ${named(type, count)}`);
}

function named(type: string, count: number): string {
  const word = WORDS[type];
  if (word === undefined) return type;
  if (count === 1) return word;
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
