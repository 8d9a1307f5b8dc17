/** How often something may be done, over any window and by all instances together. */
export interface Rate {
  /** Calls a minute in the long run. */
  readonly perMinute: number;
  /** Calls that may come on top at once: over any window of W minutes at most `burst + perMinute * W`. */
  readonly burst: number;
}

/** The limits of a service. `false` switches one off. */
export interface ServiceRates {
  /** All calls of one caller. @default - 60 a minute, 30 at once */
  readonly caller: Rate | false;
  /** Calls of one caller to tools that are not `read`. @default - 20 a minute, 10 at once */
  readonly callerWrites: Rate | false;
  /** All calls of one tenant. @default false */
  readonly tenant: Rate | false;
  /** All calls of one tool, whoever makes them; each tool has its own. @default false */
  readonly tool: Rate | false;
  /** Calls of one caller to one tool; each tool has its own. @default false */
  readonly callerTool: Rate | false;
}

/** What happens to a call when the store of the limits does not answer. */
export type WhenUnavailable = 'allow' | 'deny';

/** What one tool says of its limits. */
export interface ToolRates {
  /** All calls of this tool. `false` lifts the service's limit. @default - the service's `tool` */
  readonly tool?: Rate | false;
  /** Calls of one caller to this tool. `false` lifts the service's limit. @default - the service's `callerTool` */
  readonly callerTool?: Rate | false;
  /** How many calls one call counts for, in every limit: 1 to 1,000. @default 1 */
  readonly cost?: number;
  /** What happens when the store of the limits does not answer. @default - reads allow, everything else denies */
  readonly whenUnavailable?: WhenUnavailable;
}

export const DEFAULT_RATES: ServiceRates = {
  caller: { perMinute: 60, burst: 30 },
  callerWrites: { perMinute: 20, burst: 10 },
  tenant: false,
  tool: false,
  callerTool: false,
};

export const RATE_NAMES = [
  'caller',
  'callerWrites',
  'tenant',
  'tool',
  'callerTool',
] as const satisfies readonly (keyof ServiceRates)[];

/** Clocks of two instances differ by at most this many milliseconds. Above it the bound does not hold. */
export const CLOCK_SKEW_MS = 1_000;
/** Milliseconds for which an answer of the store is good: a later one counts as none. */
export const ANSWER_LIFE_MS = 100;
/** Milliseconds for which tokens in an instance's memory are good, from before they were asked for. */
export const LEASE_LIFE_MS = 3_000;
/** Limits up to this rate are never leased: each call asks the store. */
export const NEVER_LEASED_PER_MINUTE = 60;
/** From this rate on one instance can use the limit 5 times a second, so it must be leasable. */
export const ALWAYS_LEASED_PER_MINUTE = 300;
/** Calls that the bucket of a leased limit holds at least: two batches that pay for their write. */
const LEASED_CAPACITY = 20;

const MOST_PER_MINUTE = 600_000;
const MOST_BURST = 1_000_000;

/** Calls that the bucket lets through at once: the burst, less what clocks and tokens in flight may add. */
export function capacityOf({ perMinute, burst }: Rate, lifeMs: number): number {
  return Math.floor(burst - (perMinute * (CLOCK_SKEW_MS + lifeMs)) / 60_000);
}

/** Whether instances may hold tokens of the limit in memory: the burst must have room for them. */
export function isLeased(rate: Rate): boolean {
  return rate.perMinute > NEVER_LEASED_PER_MINUTE && capacityOf(rate, LEASE_LIFE_MS) >= LEASED_CAPACITY;
}

/**
 * Why a rate cannot be kept, as the end of a sentence that begins with its name.
 *
 * @param cost - The largest number of calls that one call counts for under this rate.
 */
export function rateProblem({ perMinute, burst }: Rate, cost = 1): string | undefined {
  if (!isWhole(perMinute, 1, MOST_PER_MINUTE))
    return `perMinute is ${perMinute}; allowed are whole numbers from 1 to ${MOST_PER_MINUTE}.`;
  if (!isWhole(burst, 1, MOST_BURST))
    return `burst is ${burst}; allowed are whole numbers from 1 to ${MOST_BURST}.`;
  const rate = { perMinute, burst };
  const leased = isLeased(rate);
  const capacity = capacityOf(rate, leased ? LEASE_LIFE_MS : ANSWER_LIFE_MS);
  if (capacity >= cost && (leased || perMinute < ALWAYS_LEASED_PER_MINUTE)) return undefined;
  const suffices = sufficientBurst(perMinute, cost);
  return `burst is ${burst}; at ${perMinute} a minute${cost > 1 ? ` and a cost of ${cost}` : ''} give ${suffices} or more: a part is kept back for clocks that differ and tokens in flight.`;
}

/** A burst under which a limit lets a call of `cost` through and is cheap to keep; so does any larger one. */
export function sufficientBurst(perMinute: number, cost = 1): number {
  const leased = perMinute > NEVER_LEASED_PER_MINUTE;
  const keptBack = (perMinute * (CLOCK_SKEW_MS + (leased ? LEASE_LIFE_MS : ANSWER_LIFE_MS))) / 60_000;
  return Math.ceil(keptBack) + (leased ? Math.max(LEASED_CAPACITY, cost) : cost);
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

export function isServiceRates(value: unknown): value is ServiceRates {
  if (typeof value !== 'object' || value === null) return false;
  const rates = new Map<string, unknown>(Object.entries(value));
  return rates.size === RATE_NAMES.length && RATE_NAMES.every((name) => isRateOrOff(rates.get(name)));
}

function isRateOrOff(value: unknown): boolean {
  return value === false || (isRate(value) && rateProblem(value) === undefined);
}

/** Whether it has the shape of a rate; whether it can be kept is for {@link rateProblem}. */
export function isRate(value: unknown): value is Rate {
  return (
    typeof value === 'object' &&
    value !== null &&
    'perMinute' in value &&
    'burst' in value &&
    Object.keys(value).length === 2
  );
}
