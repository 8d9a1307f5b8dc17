import { isMissing, type Points } from './compiled';

/** One number of many. `present` lacks the missing ones, `length` counts them too. */
type Reducer = (present: readonly number[], length: number) => number;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Functions that make a scalar of one time series, and a time series of an array (*Using metric math*). Missing
 * values are 0 for the sum and the average, and are left out of the others.
 */
export const REDUCERS = {
  SUM: sum,
  AVG: (present, length) => (length === 0 ? Number.NaN : sum(present) / length),
  MIN: (present) => (present.length === 0 ? Number.NaN : Math.min(...present)),
  MAX: (present) => (present.length === 0 ? Number.NaN : Math.max(...present)),
  STDDEV: (present) => {
    const mean = sum(present) / present.length;
    return Math.sqrt(sum(present.map((value) => (value - mean) ** 2)) / present.length);
  },
  DATAPOINT_COUNT: (present) => present.length,
} as const satisfies Readonly<Record<string, Reducer>>;

export function reduceSeries(reducer: Reducer, points: Points): number {
  return reducer(
    points.filter((value) => !isMissing(value)),
    points.length,
  );
}

/** By timestamp; one at which no series has a value has no result. */
export function reduceList(reducer: Reducer, list: readonly Points[], length: number): Points {
  const reduced: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const present: number[] = [];
    for (const points of list) {
      const value = points[index];
      if (value !== undefined && !isMissing(value)) present.push(value);
    }
    reduced.push(present.length === 0 ? Number.NaN : reducer(present, list.length));
  }
  return reduced;
}
