import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
  TimeBasedCanaryTrafficRouting,
  TimeBasedLinearTrafficRouting,
} from 'aws-cdk-lib/aws-codedeploy';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept, acceptVersionsOf } from '../accepted-findings';
import type { BoundLambda } from '../runtime/bound-runtime';
import type { McpRollout } from './mcp-rollout';

/** CodeDeploy moves the alias from version to version, and back when one of the alarms fires. */
export function rolloutOfAlias(
  scope: Construct,
  { alias, function: fn }: BoundLambda,
  { plan }: McpRollout,
  alarms: readonly IAlarm[],
): LambdaDeploymentGroup | undefined {
  if (plan.strategy === 'allAtOnce') return undefined;
  const routing = { percentage: plan.percent, interval: plan.step };
  const role = new Role(scope, 'RolloutRole', {
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
  });
  // The managed policy for it may change every function of the account.
  const policy = new Policy(scope, 'RolloutPolicy', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: [fn.functionArn, `${fn.functionArn}:*`],
      }),
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    ],
  });
  accept(policy, 'readAlarms');
  acceptVersionsOf(policy, fn);
  const group = new LambdaDeploymentGroup(scope, 'Rollout', {
    application: new LambdaApplication(scope, 'Deployments'),
    alias,
    alarms: [...alarms],
    role: role.withoutPolicyUpdates(),
    deploymentConfig: new LambdaDeploymentConfig(scope, 'RolloutConfig', {
      trafficRouting:
        plan.strategy === 'canary'
          ? new TimeBasedCanaryTrafficRouting(routing)
          : new TimeBasedLinearTrafficRouting(routing),
    }),
    autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
  });
  group.node.addDependency(policy);
  return group;
}
