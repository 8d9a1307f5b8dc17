import type { Random } from './random';

/** Half of the calls of a tool take this share of its objective. */
const MEDIAN_OF_OBJECTIVE = 0.2;
const SIGMA = 0.6;
/** Of the tail: below 2 its variance has no bound, as with real ones. */
const PARETO_SHAPE = 1.6;

export interface ToolPace {
  /** Above it a call is slow. */
  readonly objectiveMs: number;
  /** The server ends a call after it. */
  readonly timeoutMs: number;
}

/** A call that is not slow: log-normal, within the objective. */
export function usualLatency(random: Random, { objectiveMs }: ToolPace): number {
  const latency = objectiveMs * MEDIAN_OF_OBJECTIVE * Math.exp(SIGMA * random.normal());
  return rounded(Math.min(latency, objectiveMs));
}

/** A slow call: the Pareto tail beyond the objective, cut off by the time-out. */
export function slowLatency(random: Random, { objectiveMs, timeoutMs }: ToolPace): number {
  const latency = objectiveMs * (1 - random.next()) ** (-1 / PARETO_SHAPE);
  return Math.max(objectiveMs + 1, rounded(Math.min(latency, Math.max(timeoutMs - 1, objectiveMs + 1))));
}

/** A call that was refused before its handler. */
export function refusalLatency(random: Random): number {
  return 1 + random.below(9);
}

/** To whole milliseconds and three significant digits: distributions stay small. */
function rounded(latencyMs: number): number {
  const whole = Math.max(1, Math.round(latencyMs));
  if (whole < 1_000) return whole;
  const step = 10 ** (Math.floor(Math.log10(whole)) - 2);
  return Math.round(whole / step) * step;
}
