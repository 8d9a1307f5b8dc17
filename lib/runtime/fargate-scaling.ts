import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

/** How many containers there are. */
export interface TaskScale {
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Requests a minute that one answers before more are started. */
  readonly requestsPerTask: number;
}

interface ScalingProps extends TaskScale {
  readonly service: FargateService;
  readonly groups: readonly ApplicationTargetGroup[];
}

const CPU_PERCENT = 60;

/** More containers when one has too many requests or too little CPU; fewer when all have few and enough. */
export function scaleTasks(scope: Construct, props: ScalingProps): void {
  const { service, minTasks, maxTasks, requestsPerTask, groups } = props;
  const scaling = service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
  scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: CPU_PERCENT });
  const [group, ...others] = groups;
  if (group === undefined) return;
  if (others.length === 0) {
    scaling.scaleOnRequestCount('Requests', { requestsPerTarget: requestsPerTask, targetGroup: group });
    return;
  }
  // Releases change places between two groups, and the policy for one would follow an empty one.
  const policy = new CfnScalingPolicy(scope, 'ScaleOnRequests', {
    policyName: `${scope.node.addr}-requests`,
    policyType: 'TargetTrackingScaling',
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: requestsPerTask,
      customizedMetricSpecification: {
        metrics: [
          ...groups.map(({ targetGroupFullName }, index) => ({
            id: `group${index}`,
            returnData: false,
            metricStat: {
              stat: 'Sum',
              metric: {
                namespace: 'AWS/ApplicationELB',
                metricName: 'RequestCountPerTarget',
                dimensions: [{ name: 'TargetGroup', value: targetGroupFullName }],
              },
            },
          })),
          {
            id: 'requests',
            expression: groups.map((_group, index) => `FILL(group${index}, 0)`).join(' + '),
            label: 'Requests a minute and container, of both releases',
            returnData: true,
          },
        ],
      },
    },
  });
  policy.node.addDependency(scaling);
}
