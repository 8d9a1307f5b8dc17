import type { Template } from './template';

/** What the desk runs, plays, or has no need of: permissions hold nobody back on one's own machine. */
const ON_THE_DESK =
  /^AWS::(DynamoDB::|Lambda::|ApiGatewayV2::|ApiGateway::|ElasticLoadBalancingV2::|ECS::|IAM::|SecretsManager::Secret$|Cognito::UserPool|Logs::LogGroup$|CDK::|CloudFormation::)/;

/** Words for what is often there; other types keep their names. */
const WORDS: readonly (readonly [type: RegExp, word: string])[] = [
  [/^AWS::ApplicationAutoScaling::/, 'rule of scaling'],
  [/^AWS::CertificateManager::Certificate$/, 'certificate'],
  [/^AWS::CloudWatch::Alarm$/, 'alarm'],
  [/^AWS::CloudWatch::CompositeAlarm$/, 'composite alarm'],
  [/^AWS::CloudWatch::Dashboard$/, 'dashboard'],
  [/^AWS::CodeDeploy::/, 'part of the rollout'],
  [/^AWS::EC2::/, 'part of the network'],
  [/^AWS::Events::Rule$/, 'rule of events'],
  [/^AWS::Logs::QueryDefinition$/, 'saved query'],
  [/^AWS::Route53::RecordSet$/, 'record of the domain'],
  [/^AWS::SNS::Subscription$/, 'subscription'],
  [/^AWS::SNS::Topic$/, 'topic'],
  [/^AWS::SNS::TopicPolicy$/, 'topic policy'],
  [/^AWS::WAFv2::/, 'part of the web ACL'],
];

/** Resources of a template that exist in the account only, counted: `5 composite alarms`. */
export function accountOnly({ Resources }: Template): string[] {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(Resources ?? {})) {
    if (ON_THE_DESK.test(Type)) continue;
    const name = WORDS.find(([type]) => type.test(Type))?.[1] ?? Type;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${count === 1 ? name : plural(name)}`);
}

/** The noun is before what it belongs to: `4 parts of the network`. */
function plural(name: string): string {
  if (name.startsWith('AWS::')) return name;
  const [, noun = name, rest = ''] = /^(.+?)( of .+)$/.exec(name) ?? [];
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies${rest}` : `${noun}s${rest}`;
}
