import { Duration } from 'aws-cdk-lib';
import { ratio } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';
import type { Slo } from './slo';

/**
 * Three of four quarters of an hour, and not one hour: in the hour of a busy tool a single minute in which
 * everything fails is more than its share. Two faults, because a tool with 200 calls an hour has one in two hours
 * on a good day; on a bad one two come in a quarter by chance, but not in three of four.
 */
const FAULTS_A_PERIOD = 2;
const PERIOD = Duration.minutes(15);
const LEAST_SHARE = 0.035;
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
    outOf: { breaching: 3, periods: 4 },
  }));
}

function percent(share: number): string {
  return `more than ${Number((share * 100).toFixed(2))} %`;
}
