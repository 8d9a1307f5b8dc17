import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Signals } from '../observability/signals';

/**
 * What the load balancer knows of the containers. Where there are two groups, one of them is empty.
 *
 * A group without a registered target has no data, not a 0. So the sum of healthy ones is not filled: filled, it
 * would be 0 in a stack whose first container is still to come, and page. That data stops notifies instead.
 */
export function targetSignals(groups: readonly ApplicationTargetGroup[]): Signals {
  const unhealthy = named('unhealthy', groups, (group) =>
    // Every node of the balancer checks for itself, and a container that flaps is unhealthy for some of them.
    group.metrics.unhealthyHostCount({ statistic: 'Maximum' }),
  );
  const healthy = named('healthy', groups, (group) =>
    group.metrics.healthyHostCount({ statistic: 'Minimum' }),
  );
  const latency = groups.flatMap((group) =>
    ['p50', 'p95', 'p99'].map((statistic) => group.metrics.targetResponseTime({ statistic })),
  );
  return {
    alarms: [
      {
        id: 'NoHealthyTarget',
        severity: 'page',
        runbook: 'targets',
        meaning:
          'No container is healthy: the load balancer sends requests to those that are not, or to none.',
        firstStep: 'Read what the containers logged last, and the events of the ECS service.',
        expression: Object.keys(healthy).join(' + '),
        metrics: healthy,
        breaches: 'below',
        threshold: 1,
        period: Duration.minutes(1),
        outOf: { breaching: 3, periods: 5 },
        withoutData: 'notifies',
      },
      {
        id: 'TargetsUnhealthy',
        severity: 'ticket',
        runbook: 'targets',
        meaning: 'A container has been unhealthy for ten minutes: it is replaced again and again.',
        firstStep: 'See why ECS stopped it: the events of the service say so.',
        expression: Object.keys(unhealthy)
          .map((id) => `FILL(${id}, 0)`)
          .join(' + '),
        metrics: unhealthy,
        breaches: 'at least',
        threshold: 1,
        period: Duration.minutes(1),
        outOf: { breaching: 10, periods: 15 },
      },
    ],
    graphs: [
      {
        title: 'Healthy and unhealthy containers',
        metrics: [...Object.values(healthy), ...Object.values(unhealthy)],
      },
      { title: 'Seconds until a container answers', metrics: latency },
    ],
  };
}

function named(
  name: string,
  groups: readonly ApplicationTargetGroup[],
  metricOf: (group: ApplicationTargetGroup) => IMetric,
): Record<string, IMetric> {
  return Object.fromEntries(groups.map((group, index) => [`${name}${index}`, metricOf(group)]));
}
