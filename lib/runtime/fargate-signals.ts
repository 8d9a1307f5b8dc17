import { Duration } from 'aws-cdk-lib';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { ServiceMetrics } from '../observability/service-metrics';
import type { Signals } from '../observability/signals';

/** What ECS counts, and what only a server tells that lives between requests. */
export function fargateSignals(service: FargateService, metrics: ServiceMetrics): Signals {
  const cpu = service.metricCpuUtilization({ statistic: 'Average' });
  const memory = service.metricMemoryUtilization({ statistic: 'Maximum' });
  return {
    alarms: [
      {
        id: 'ServiceCpu',
        severity: 'ticket',
        runbook: 'containers',
        meaning:
          'The containers use more than 85 % of their CPU, although more of them should have been started.',
        firstStep: 'Compare the number of containers with maxTasks.',
        expression: 'FILL(cpu, 0)',
        metrics: { cpu },
        breaches: 'above',
        threshold: 85,
        period: Duration.minutes(5),
        outOf: { breaching: 3, periods: 4 },
      },
      {
        id: 'ServiceMemory',
        severity: 'ticket',
        runbook: 'containers',
        meaning: 'A container uses more than 90 % of its memory: it is about to be ended.',
        firstStep: 'See whether it grows with traffic or with time.',
        expression: 'FILL(memory, 0)',
        metrics: { memory },
        breaches: 'above',
        threshold: 90,
        period: Duration.minutes(5),
        outOf: { breaching: 3, periods: 4 },
      },
    ],
    graphs: [
      { title: 'CPU and memory of the containers, percent', metrics: [cpu, memory] },
      {
        title: 'Requests in flight and connections, of the busiest container',
        metrics: [
          metrics.metric('inFlight', {}, { statistic: 'Maximum' }),
          metrics.metric('activeConnections', {}, { statistic: 'Maximum' }),
        ],
      },
    ],
  };
}
