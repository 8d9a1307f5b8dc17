import { DeploymentStrategy, type FargateServiceProps } from 'aws-cdk-lib/aws-ecs';
import type { McpRollout } from './mcp-rollout';

type Strategy = Pick<
  FargateServiceProps,
  'deploymentStrategy' | 'bakeTime' | 'circuitBreaker' | 'canaryConfiguration' | 'linearConfiguration'
>;

/** The rollout in the words of ECS, which has a circuit breaker where containers are replaced one by one only. */
export function ecsStrategy({ plan }: McpRollout): Strategy {
  const { strategy, percent, step, bake } = plan;
  const shift = { stepPercent: percent, stepBakeTime: step };
  if (strategy === 'canary')
    return { deploymentStrategy: DeploymentStrategy.CANARY, bakeTime: bake, canaryConfiguration: shift };
  if (strategy === 'linear')
    return { deploymentStrategy: DeploymentStrategy.LINEAR, bakeTime: bake, linearConfiguration: shift };
  return {
    deploymentStrategy: DeploymentStrategy.ROLLING,
    bakeTime: bake,
    circuitBreaker: { rollback: true },
  };
}

/** Whether two releases run side by side, each in a target group of its own. */
export function hasTwoGroups({ plan }: McpRollout): boolean {
  return plan.strategy === 'canary' || plan.strategy === 'linear';
}
