import { Duration } from 'aws-cdk-lib';
import { ratio } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';
import type { Slo } from './slo';

/**
 * Seven, because a tool with 200 calls an hour has one fault in two hours on a good day: five in an hour would
 * come by chance every year, seven within a human life.
 */
const FAULTS_AN_HOUR = 7;
const LEAST_SHARE = 0.02;
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
    meaning: `The tool '${tool}' fails too often: ${percent(above)} of its calls within an hour.`,
    firstStep: `See with which error code '${tool}' fails, and what it threw.`,
    ...ratio({
      bad: metrics.metric('faults', { tool }),
      total: metrics.metric('calls', { tool }),
      atLeast: FAULTS_AN_HOUR,
      above,
    }),
    period: Duration.hours(1),
  }));
}

function percent(share: number): string {
  return `more than ${Number((share * 100).toFixed(2))} %`;
}
