import type { LatencyObjectives, Manifest } from '../../lambda/contract';
import { FASTEST_BURN } from './burn-tiers';
import { toThreshold } from './expressions';
import { latencyObjectives, type McpLatencyOptions } from './latency-objectives';
import { toolsWithAlarm } from './tools-with-alarm';

export interface McpSloOptions {
  /** Percent of the calls, over 30 days, that do not end in the server's fault: above 93.06 and below 100. @default 99.5 */
  readonly availability?: number;
  readonly latency?: McpLatencyOptions;
  /** Tools that have an alarm of their own, 50 at most. @default - all; more than 50 must be chosen from */
  readonly tools?: readonly string[];
}

/** The objectives with what was left out filled in. Budgets are shares of the calls, from 0 to 1. */
export interface Slo {
  readonly availability: number;
  readonly availabilityBudget: number;
  readonly percentile: number;
  readonly latencyBudget: number;
  readonly objectives: LatencyObjectives;
  readonly alarmedTools: readonly string[];
}

const LEAST_PERCENT = 90;

/** @throws when an objective could never be missed, never be met, or never be alarmed on. */
export function resolveSlo(options: McpSloOptions, manifest: Manifest): Slo {
  const { availability = 99.5, latency = {} } = options;
  const { percentile = 95 } = latency;
  return {
    availability,
    availabilityBudget: budget('slo.availability', availability, 99.5),
    percentile,
    latencyBudget: budget('slo.latency.percentile', percentile, 95),
    objectives: latencyObjectives(latency, manifest),
    alarmedTools: toolsWithAlarm(options.tools, manifest),
  };
}

function budget(option: string, percent: number, example: number): number {
  if (!(percent > LEAST_PERCENT && percent < 100)) {
    throw new Error(
      `${option} is ${percent}; allowed are percentages above ${LEAST_PERCENT} and below 100, such as ${example}.`,
    );
  }
  const share = toThreshold((100 - percent) / 100);
  if (FASTEST_BURN * share >= 1) {
    const least = Math.ceil((100 - 100 / FASTEST_BURN) * 100) / 100;
    throw new Error(
      `${option} is ${percent}; its fastest alarm, a burn rate of ${FASTEST_BURN}, would wait for ${toThreshold(FASTEST_BURN * share * 100)} % ` +
        `bad calls and never fire. Give ${least} or more, such as ${example}.`,
    );
  }
  return share;
}
