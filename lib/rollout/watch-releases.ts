import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { BoundRuntime } from '../runtime/bound-runtime';
import { rolloutOfAlias } from './lambda-rollout';
import type { McpRollout } from './mcp-rollout';

/**
 * Takes a release back when one of the alarms fires. They are those of the release alone: CodeDeploy would refuse
 * even the fix while an alarm of the whole service fires, and ECS would ignore one that did so before.
 */
export function watchReleases(
  scope: Construct,
  runtime: BoundRuntime,
  rollout: McpRollout,
  alarms: readonly IAlarm[],
): void {
  if (runtime.kind === 'lambda') {
    rolloutOfAlias(scope, runtime, rollout, alarms);
    return;
  }
  const resource = runtime.service.node.defaultChild;
  if (!(resource instanceof CfnService)) throw new Error('The ECS service has no resource.');
  // By reference, so that the alarms look at the new release before the service gets it. They refer to nothing of
  // the service, which is why the construct library's warning of a circle would be wrong here.
  resource.addPropertyOverride('DeploymentConfiguration.Alarms', {
    AlarmNames: alarms.map(({ alarmName }) => alarmName),
    Enable: true,
    Rollback: true,
  });
}
