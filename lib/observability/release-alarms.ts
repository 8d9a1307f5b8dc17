import { Duration } from 'aws-cdk-lib';
import { ratio } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';
import type { Slo } from './slo';

const LEAST_FAULT_SHARE = 0.05;
/** The burn rate that pages; a release is judged in minutes, so it is judged roughly. */
const TIMES_THE_BUDGET = 6;

/** Alarms on the calls that the new release answered, and no others: 10 % of the traffic dilute nothing. */
export function releaseAlarms(
  metrics: ServiceMetrics,
  release: string,
  { availabilityBudget, latencyBudget }: Slo,
): readonly AlarmSpec[] {
  const about = {
    severity: 'none',
    runbook: 'release',
    firstStep: 'See what the release answers; when it was not rolled back by itself, deploy the one before.',
    period: Duration.minutes(5),
  } as const;
  const total = metrics.metric('calls', { release });
  return [
    {
      ...about,
      id: 'ReleaseFaults',
      meaning: `Release ${release} fails more calls than a release may.`,
      ...ratio({
        bad: metrics.metric('faults', { release }),
        total,
        atLeast: 3,
        above: Math.max(LEAST_FAULT_SHARE, TIMES_THE_BUDGET * availabilityBudget),
      }),
    },
    {
      ...about,
      id: 'ReleaseSlow',
      meaning: `Release ${release} answers more calls too late than a release may.`,
      ...ratio({
        bad: metrics.metric('slow', { release }),
        total,
        atLeast: 5,
        above: TIMES_THE_BUDGET * latencyBudget,
      }),
    },
  ];
}
