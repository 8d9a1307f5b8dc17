import { BURN_TIERS } from './burn-tiers';
import { ratio } from './expressions';
import type { Runbook } from './runbooks';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec, Severity } from './signals';
import type { Slo } from './slo';
import type { Duration } from 'aws-cdk-lib';

/** Alarms over windows; the alarm that notifies is over these. */
export interface BurnAlarm {
  readonly id: string;
  readonly severity: Severity;
  readonly runbook: Runbook;
  readonly meaning: string;
  readonly firstStep: string;
  /** In ALARM when both of a pair are. */
  readonly pairs: readonly (readonly [long: AlarmSpec, short: AlarmSpec])[];
  readonly quietAfter: Duration;
}

interface Objective {
  readonly name: 'Availability' | 'Latency';
  readonly bad: 'faults' | 'slow';
  readonly budget: number;
  readonly runbooks: { readonly Burn: Runbook; readonly SlowBurn: Runbook };
  readonly said: string;
  readonly firstStep: string;
}

/** For each objective, the worse one first. */
export function burnAlarms(metrics: ServiceMetrics, slo: Slo): readonly (readonly BurnAlarm[])[] {
  const objectives: readonly Objective[] = [
    {
      name: 'Availability',
      bad: 'faults',
      budget: slo.availabilityBudget,
      runbooks: { Burn: 'availability-burn', SlowBurn: 'availability-slow-burn' },
      said: `${slo.availability} % of calls without a fault`,
      firstStep: 'See which tools and error codes spend the budget.',
    },
    {
      name: 'Latency',
      bad: 'slow',
      budget: slo.latencyBudget,
      runbooks: { Burn: 'latency-burn', SlowBurn: 'latency-slow-burn' },
      said: `${slo.percentile} % of calls within their time`,
      firstStep: 'See which tools are slow, and whether what they call is.',
    },
  ];
  return objectives.map((objective) => alarmsOf(metrics, objective));
}

function alarmsOf(metrics: ServiceMetrics, objective: Objective): BurnAlarm[] {
  return BURN_TIERS.map(({ name, severity, pairs, quietAfter }) => {
    const id = `${objective.name}${name}`;
    const runbook = objective.runbooks[name];
    const { firstStep } = objective;
    const slowest = Math.min(...pairs.map(({ burn }) => burn));
    return {
      id,
      severity,
      runbook,
      firstStep,
      quietAfter,
      meaning: `The budget of the objective "${objective.said}" is spent ${spent(slowest)}, and still is.`,
      pairs: pairs.map(({ burn, long, short }) => {
        const windowOf = (window: typeof long): AlarmSpec => ({
          id: `${id}${window.name}`,
          severity: 'none',
          runbook,
          firstStep,
          meaning: `One window of ${id}: ${burn} ${burn === 1 ? 'time' : 'times'} the allowed rate over ${window.name}.`,
          ...ratio({
            bad: metrics.metric(objective.bad),
            total: metrics.metric('calls'),
            atLeast: window.atLeast,
            above: burn * objective.budget,
          }),
          period: window.length,
          outOf: window.outOf,
        });
        return [windowOf(long), windowOf(short)];
      }),
    };
  });
}

function spent(burn: number): string {
  return burn === 1 ? 'faster than allowed' : `${burn} times as fast as allowed, or faster`;
}
