import { Duration } from 'aws-cdk-lib';
import { excess, toThreshold } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';
import type { Slo } from './slo';

/**
 * Faults of an hour beyond a share of its calls. A share alone would say nothing of few calls and a number
 * alone nothing of many: at 200 calls an hour these are 8 faults, at 1,000 they are 24.
 */
const LEAST_EXCESS = 4;
const ALLOWED_SHARE = 0.02;
/** Where the objective allows more faults than usual, a tool may have as many times more. */
const TIMES_THE_BUDGET = 4;

/**
 * How many of the hour's periods have such a share. A single minute in which everything fails can be more than
 * the hour's share of a busy tool, but it is in one of them; a tool that is dead has six after twelve minutes.
 */
const SPREAD = { breaching: 6, periods: 30 };
const PERIOD = Duration.minutes(2);
const PERIOD_SHARE = 0.05;

/** In ALARM when both are. */
export type ToolAlarm = readonly [enough: AlarmSpec, spread: AlarmSpec];

/** A pair for each tool: a tool that few call can fail for hours without moving the service's ratio. */
export function toolAlarms(
  metrics: ServiceMetrics,
  { alarmedTools, availabilityBudget }: Slo,
): readonly ToolAlarm[] {
  const allowed = toThreshold(Math.max(ALLOWED_SHARE, TIMES_THE_BUDGET * availabilityBudget));
  const share = toThreshold(Math.max(PERIOD_SHARE, allowed));
  return alarmedTools.map((tool) => {
    const about = {
      severity: 'none',
      runbook: 'tool-faults',
      firstStep: `See with which error code '${tool}' fails, and what it threw.`,
    } as const;
    return [
      {
        ...about,
        id: `Tool-${tool}`,
        meaning: `The tool '${tool}' fails too often: within an hour ${LEAST_EXCESS} times or more beyond ${percent(allowed)} of its calls.`,
        ...excess({
          bad: metrics.metric('faults', { tool }),
          total: metrics.metric('calls', { tool }),
          allowed,
          atLeast: LEAST_EXCESS,
        }),
        period: Duration.hours(1),
      },
      {
        ...about,
        id: `ToolSpread-${tool}`,
        meaning: `The tool '${tool}' fails again and again: more than ${percent(share)} of its calls, in ${SPREAD.breaching} of the last ${SPREAD.periods} periods of ${PERIOD.toMinutes()} minutes.`,
        // One value a call, 0 or 1: the average is the share, and one metric costs half of two.
        expression: 'FILL(share, 0)',
        metrics: { share: metrics.metric('faults', { tool }, { statistic: 'Average' }) },
        breaches: 'above',
        threshold: share,
        period: PERIOD,
        outOf: SPREAD,
      },
    ];
  });
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
