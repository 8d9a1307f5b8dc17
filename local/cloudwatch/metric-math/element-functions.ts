import { isMissing, pointOf, type Frame, type Points } from './compiled';

type SeriesFunction = (points: Points, frame: Frame) => Points;

const each =
  (change: (value: number) => number): SeriesFunction =>
  (points) =>
    points.map((value) => pointOf(change(value)));

/** Compares every point with the point present before it; the first one has none and gives none. */
const withPrevious =
  (compare: (difference: number, seconds: number) => number): SeriesFunction =>
  (points, frame) => {
    let before: number | undefined;
    return points.map((value, index) => {
      if (isMissing(value)) return Number.NaN;
      const previous = before;
      before = index;
      if (previous === undefined) return Number.NaN;
      const seconds = frame.startOf(index) - frame.startOf(previous);
      return pointOf(compare(value - (points[previous] ?? 0), seconds));
    });
  };

const runningSum: SeriesFunction = (points) => {
  let sum = 0;
  return points.map((value) => (isMissing(value) ? Number.NaN : (sum += value)));
};

/** Functions from a series to a series; over an array they work on each of it (*Using metric math*). */
export const ELEMENT_FUNCTIONS = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),
  DIFF: withPrevious((difference) => difference),
  DIFF_TIME: withPrevious((_difference, seconds) => seconds),
  RATE: withPrevious((difference, seconds) => difference / seconds),
  RUNNING_SUM: runningSum,
} as const satisfies Readonly<Record<string, SeriesFunction>>;

const MS_A_SECOND = 1_000;
const SUNDAY = 7;

/** Functions of the timestamp alone, in UTC: none of their points is missing (*Using metric math*). */
export const TIME_FUNCTIONS = {
  MINUTE: (start) => dateOf(start).getUTCMinutes(),
  HOUR: (start) => dateOf(start).getUTCHours(),
  /** Monday is 1. */
  DAY: (start) => dateOf(start).getUTCDay() || SUNDAY,
  DATE: (start) => dateOf(start).getUTCDate(),
  MONTH: (start) => dateOf(start).getUTCMonth() + 1,
  YEAR: (start) => dateOf(start).getUTCFullYear(),
  EPOCH: (start) => start,
} as const satisfies Readonly<Record<string, (start: number) => number>>;

function dateOf(startSeconds: number): Date {
  return new Date(startSeconds * MS_A_SECOND);
}
