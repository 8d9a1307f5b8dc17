import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/**
 * What cdk-nag's AwsSolutions rules find and is meant: 15 at most, none about what the server itself may do.
 * They are kept beside the resources, so that a user who runs the rules has them too.
 */
const ACCEPTED = {
  apiAuthorization: {
    rule: 'APIG4',
    reason: 'The server checks every token in process: signature, issuer, audience, scopes of the tool.',
  },
  cognitoAuthorizer: {
    rule: 'COG4',
    reason:
      'The issuer is not always Cognito, and an authorizer would be a second place that decides who gets in.',
  },
  requestValidation: {
    rule: 'APIG2',
    reason:
      'Bodies are JSON-RPC; the server judges them by the schema of the tool, which a model of the API cannot know.',
  },
  restAccessLog: {
    rule: 'APIG1',
    reason:
      'Access logs of a REST API need a role in the settings of the whole account, which one stack must not change.',
  },
  restExecutionLog: {
    rule: 'APIG6',
    reason:
      'Execution logs need the same setting of the account, and hold tokens and arguments; the server writes a line a request.',
  },
  openToTheInternet: {
    rule: 'EC23',
    reason:
      'A public endpoint: hosts call from anywhere. McpEndpoint.loadBalancer({ internal: true }) is not open.',
  },
  balancerAccessLog: {
    rule: 'ELB2',
    reason:
      'Access logs need a bucket and a stack that knows its region: accessLogs of McpEndpoint.loadBalancer. The server writes a line a request.',
  },
  flowLog: {
    rule: 'VPC7',
    reason:
      'The network holds one service; its requests are in the log. Bring a vpc where flows must be recorded.',
  },
  containerInsights: {
    rule: 'ECS4',
    reason:
      'It bills a dozen metrics for what the alarms and dashboards of the service say already. Bring a cluster that has it.',
  },
  plainEnvironment: {
    rule: 'ECS2',
    reason: 'The settings are no secrets: secrets are read when they are used, and never variables.',
  },
  readAlarms: {
    rule: 'IAM5[Resource::*]',
    reason:
      'CodeDeploy reads the state of the alarms of a deployment; DescribeAlarms has no resources to name.',
  },
  pullImages: {
    rule: 'IAM5[Resource::*]',
    reason: 'ECS logs in at the registry to pull the image; GetAuthorizationToken has no resources to name.',
  },
  threatProtection: {
    rule: 'COG8',
    reason:
      'Threat protection is of the Plus plan, which bills every user from the first. Bring a userPool that has it.',
  },
  secretRotation: {
    rule: 'SMG4',
    reason:
      'A key that is changed by the clock ends registrations of hosts, and the secret of an app client is a new client: an operator changes them, with the previous one still accepted.',
  },
} as const satisfies Record<string, { readonly rule: string; readonly reason: string }>;

export type AcceptedFinding = keyof typeof ACCEPTED;

/** Says of a construct, and of what is in it, that these findings are meant. */
export function accept(construct: IConstruct, ...findings: readonly AcceptedFinding[]): void {
  const acknowledgements = findings.map((finding) => {
    const { rule, reason } = ACCEPTED[finding];
    return { id: `AwsSolutions::AwsSolutions-${rule}`, reason };
  });
  Validations.of(construct).acknowledge(...acknowledgements);
}

/** A rule names the function by its logical id, which the user's stack decides. */
export function acceptVersionsOf(policy: IConstruct, fn: LambdaFunction): void {
  const resource = fn.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new Error('The function has no resource.');
  Validations.of(policy).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(fn).getLogicalId(resource)}.Arn>:*]`,
    reason: 'CodeDeploy moves an alias between the versions of one function, and looks at each of them.',
  });
}
