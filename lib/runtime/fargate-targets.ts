import { Duration } from 'aws-cdk-lib';
import { AlternateTarget, ListenerRuleConfiguration, type FargateService } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListenerRule,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
  type ApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { ROUTES } from '../../lambda/contract';
import type { Signals } from '../observability/signals';
import { hasTwoGroups } from '../rollout/ecs-strategy';
import type { McpRollout } from '../rollout/mcp-rollout';
import { CONTAINER_PORT } from './fargate-image';
import { SERVER_CONTAINER } from './fargate-task';
import { targetSignals } from './target-signals';

interface TargetsProps {
  readonly service: FargateService;
  readonly listener: ApplicationListener;
  /** How long a container that is taken out may finish. */
  readonly delay: Duration;
  readonly rollout: McpRollout;
}

interface Targets {
  readonly groups: readonly ApplicationTargetGroup[];
  readonly signals: Signals;
}

/** The containers as targets of a listener; in two groups where two releases run side by side. */
export function attachTargets(
  scope: Construct,
  { service, listener, delay, rollout }: TargetsProps,
): Targets {
  const { vpc } = service.cluster;
  const group = (id: string): ApplicationTargetGroup =>
    new ApplicationTargetGroup(scope, id, {
      vpc,
      port: CONTAINER_PORT,
      protocol: ApplicationProtocol.HTTP,
      targetType: TargetType.IP,
      deregistrationDelay: delay,
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      healthCheck: {
        path: ROUTES.ready,
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  const production = group('Targets');
  const container = { containerName: SERVER_CONTAINER, containerPort: CONTAINER_PORT };
  if (!hasTwoGroups(rollout)) {
    listener.addTargetGroups('Targets', { targetGroups: [production] });
    service.loadBalancerTarget(container).attachToApplicationTargetGroup(production);
    return { groups: [production], signals: targetSignals([production]) };
  }
  const alternate = group('AlternateTargets');
  const rule = new ApplicationListenerRule(scope, 'Production', {
    listener,
    priority: 1,
    conditions: [ListenerCondition.pathPatterns(['/*'])],
    // ECS moves the weights: what the template says holds when the service is made.
    action: ListenerAction.weightedForward([
      { targetGroup: production, weight: 100 },
      { targetGroup: alternate, weight: 0 },
    ]),
  });
  listener.addAction('Nothing', { action: ListenerAction.fixedResponse(503) });
  const alternateTarget = new AlternateTarget('AlternateTarget', {
    alternateTargetGroup: alternate,
    productionListener: ListenerRuleConfiguration.applicationListenerRule(rule),
  });
  service.loadBalancerTarget({ ...container, alternateTarget }).attachToApplicationTargetGroup(production);
  const groups = [production, alternate];
  return { groups, signals: targetSignals(groups) };
}
