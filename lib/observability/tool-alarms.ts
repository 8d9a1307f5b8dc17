import { Duration } from 'aws-cdk-lib';
import { ratio } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';
import type { Slo } from './slo';

/**
 * Two of three periods of 20 minutes, and not one hour: in an hour of a busy tool a single minute in which
 * everything fails is more than its share. Four faults, because a tool with 200 calls an hour has one in two
 * hours on a good day; three in 20 minutes come by chance on bad ones.
 */
const FAULTS_A_PERIOD = 4;
const PERIOD = Duration.minutes(20);
const LEAST_SHARE = 0.04;
/** Where the objective allows more faults than usual, a tool may have as many times more. */
const TIMES_THE_BUDGET = 4;

/** One alarm a tool: a tool that few call can fail for hours without moving the service's ratio. */
export function toolAlarms(
  metrics: ServiceMetrics,
  { alarmedTools, availabilityBudget }: Slo,
): readonly AlarmSpec[] {
  const above = Math.max(LEAST_SHARE, TIMES_THE_BUDGET * availabilityBudget);
  return alarmedTools.map((tool) => ({
    id: `Tool-${tool}`,
    severity: 'none',
    runbook: 'tool-faults',
    meaning: `The tool '${tool}' fails too often: ${percent(above)} of its calls for most of an hour.`,
    firstStep: `See with which error code '${tool}' fails, and what it threw.`,
    ...ratio({
      bad: metrics.metric('faults', { tool }),
      total: metrics.metric('calls', { tool }),
      atLeast: FAULTS_A_PERIOD,
      above,
    }),
    period: PERIOD,
    outOf: { breaching: 2, periods: 3 },
  }));
}

function percent(share: number): string {
  return `more than ${Number((share * 100).toFixed(2))} %`;
}
