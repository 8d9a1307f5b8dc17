import type { Bounds, ValueStatistic } from './statistic';

/** Distinct values in ascending order with the samples of each; only the first `size` entries count. */
export interface Distribution {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly size: number;
}

/**
 * A statistic over a distribution (CloudWatch statistics definitions); NaN when there is none: no samples, none
 * within the bounds of a mean, or a negative value, for which CloudWatch has none of these statistics.
 */
export function statisticOf(statistic: ValueStatistic, distribution: Distribution): number {
  const total = samplesIn(distribution);
  if (total === 0 || (distribution.values[0] ?? 0) < 0) return Number.NaN;
  switch (statistic.kind) {
    case 'percentile':
      return valueAt(distribution, statistic.share * total);
    case 'trimmedMean': {
      const { sum, count } = within(distribution, statistic.bounds, total);
      return count === 0 ? Number.NaN : sum / count;
    }
    case 'trimmedCount':
      return within(distribution, statistic.bounds, total).count;
    case 'trimmedSum':
      return within(distribution, statistic.bounds, total).sum;
    case 'percentileRank':
      return (100 * within(distribution, statistic.bounds, total).count) / total;
    case 'winsorizedMean':
      return winsorizedMean(distribution, statistic.bounds, total);
    default:
      return statistic satisfies never;
  }
}

function samplesIn({ counts, size }: Distribution): number {
  let total = 0;
  for (let index = 0; index < size; index += 1) total += counts[index] ?? 0;
  return total;
}

/** The lowest value that `rank` samples do not exceed: p99 is the maximum of the lower 99 %. */
function valueAt({ values, counts, size }: Distribution, rank: number): number {
  // 0.95 * 100 is a little above 95: that must not reach for the 96th sample.
  const wanted = rank - rank * 1e-12;
  let passed = 0;
  for (let index = 0; index < size; index += 1) {
    passed += counts[index] ?? 0;
    if (passed >= wanted && passed > 0) return values[index] ?? Number.NaN;
  }
  return values[size - 1] ?? Number.NaN;
}

/**
 * What lies within the bounds. Values: lower bound exclusive, upper inclusive. Shares cut through the samples
 * of one value, so that a count may be fractional.
 */
function within({ values, counts, size }: Distribution, bounds: Bounds, total: number) {
  const isShare = bounds.kind === 'share';
  const low = (bounds.low ?? (isShare ? 0 : -Infinity)) * (isShare ? total : 1);
  const high = (bounds.high ?? (isShare ? 1 : Infinity)) * (isShare ? total : 1);
  let [sum, count, passed] = [0, 0, 0];
  for (let index = 0; index < size; index += 1) {
    const value = values[index] ?? 0;
    const samples = counts[index] ?? 0;
    const isIn = value > low && value <= high ? samples : 0;
    const share = isShare ? Math.max(0, Math.min(passed + samples, high) - Math.max(passed, low)) : isIn;
    sum += value * share;
    count += share;
    passed += samples;
  }
  return { sum, count };
}

/** Values outside the bounds count as the value at the bound. */
function winsorizedMean(distribution: Distribution, { kind, low, high }: Bounds, total: number): number {
  const edge = (bound: number): number => (kind === 'share' ? valueAt(distribution, bound * total) : bound);
  const lowest = low === undefined ? -Infinity : edge(low);
  const highest = high === undefined ? Infinity : edge(high);
  let sum = 0;
  for (let index = 0; index < distribution.size; index += 1) {
    const value = Math.min(highest, Math.max(lowest, distribution.values[index] ?? 0));
    sum += value * (distribution.counts[index] ?? 0);
  }
  return sum / total;
}
