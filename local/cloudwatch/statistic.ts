import { CloudWatchError } from './cloudwatch-error';

/** A bound of a trimmed statistic: share of the samples from 0 to 1, or a value. */
export interface Bounds {
  readonly kind: 'share' | 'value';
  /** `undefined`: no bound on that side. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Read from sums. */
export interface SumStatistic {
  readonly kind: 'sum' | 'count' | 'average' | 'minimum' | 'maximum';
}

/** Read from the distribution of the values. */
export type ValueStatistic =
  | { readonly kind: 'percentile'; /** From 0 to 1. */ readonly share: number }
  | {
      readonly kind: 'trimmedMean' | 'winsorizedMean' | 'trimmedCount' | 'trimmedSum' | 'percentileRank';
      readonly bounds: Bounds;
    };

export type Statistic = SumStatistic | ValueStatistic;

const SIMPLE: Readonly<Record<string, Statistic>> = {
  Sum: { kind: 'sum' },
  SampleCount: { kind: 'count' },
  Average: { kind: 'average' },
  Minimum: { kind: 'minimum' },
  Maximum: { kind: 'maximum' },
  IQM: { kind: 'trimmedMean', bounds: { kind: 'share', low: 0.25, high: 0.75 } },
};

const TRIMMED = {
  TM: 'trimmedMean',
  WM: 'winsorizedMean',
  TC: 'trimmedCount',
  TS: 'trimmedSum',
  PR: 'percentileRank',
} as const;

const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,10})?)$/;
const SHORT = /^(tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/;
const RANGE = /^(TM|WM|TC|TS|PR)\((-?[\d.]+)?(%?):(-?[\d.]+)?(%?)\)$/;

/**
 * Reads a statistic as CloudFormation writes it: `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:1000)`, `IQM`
 * (CloudWatch statistics definitions).
 *
 * @throws {CloudWatchError} when it is none.
 */
export function parseStatistic(text: string): Statistic {
  const statistic = simple(text) ?? percentile(text) ?? short(text) ?? range(text);
  if (statistic) return statistic;
  const allowed = [...Object.keys(SIMPLE), 'p95', 'tm90', 'TM(10%:90%)', 'PR(:1000)'];
  throw new CloudWatchError(`'${text}' is no statistic; known are ${allowed.join(', ')} and their kinds`);
}

export function isSumStatistic(statistic: Statistic): statistic is SumStatistic {
  return ['sum', 'count', 'average', 'minimum', 'maximum'].includes(statistic.kind);
}

function simple(text: string): Statistic | undefined {
  return Object.hasOwn(SIMPLE, text) ? SIMPLE[text] : undefined;
}

function percentile(text: string): Statistic | undefined {
  const [, digits] = PERCENTILE.exec(text) ?? [];
  const share = Number(digits) / 100;
  return share <= 1 ? { kind: 'percentile', share } : undefined;
}

/** `tm99` is `TM(:99%)`. */
function short(text: string): Statistic | undefined {
  const [, name, digits] = SHORT.exec(text) ?? [];
  const high = Number(digits) / 100;
  if (name === undefined || high > 1) return undefined;
  return { kind: kindOf(name.toUpperCase()), bounds: { kind: 'share', low: undefined, high } };
}

function range(text: string): Statistic | undefined {
  const [, name = '', low, lowPercent, high, highPercent] = RANGE.exec(text) ?? [];
  if (low === undefined && high === undefined) return undefined;
  const shares = [low === undefined ? '' : lowPercent, high === undefined ? '' : highPercent];
  const isShare = shares.includes('%');
  const isMixed = isShare && low !== undefined && high !== undefined && lowPercent !== highPercent;
  if (isMixed || (isShare && name === 'PR')) return undefined;
  const bound = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits) / (isShare ? 100 : 1);
  const bounds: Bounds = { kind: isShare ? 'share' : 'value', low: bound(low), high: bound(high) };
  if ([bounds.low, bounds.high].some((number) => Number.isNaN(number ?? 0))) return undefined;
  return { kind: kindOf(name), bounds };
}

function kindOf(name: string): (typeof TRIMMED)[keyof typeof TRIMMED] {
  return TRIMMED[name as keyof typeof TRIMMED];
}
