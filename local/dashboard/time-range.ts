import { CloudWatchError } from '../cloudwatch/cloudwatch-error';

/** Both in milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What CloudWatch shows when a body names no time. */
const DEFAULT_START = '-PT3H';
const RELATIVE = /^-P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
/** Of months, weeks, days, hours, minutes and seconds, as the pattern has them. */
const SECONDS = [2_592_000, 604_800, 86_400, 3_600, 60, 1];

/**
 * @param start - `-PT12H`, `-P3D`, or a date.
 * @param now - Milliseconds since the epoch: the end, unless one is given.
 * @throws {CloudWatchError} when a text is neither.
 */
export function readTimeRange(start = DEFAULT_START, end: string | undefined, now: number): TimeRange {
  const from = moment(start, now);
  const to = end === undefined ? now : moment(end, now);
  if (from >= to) throw new CloudWatchError(`the time from ${start} to ${end ?? 'now'} is empty`);
  return { from, to };
}

function moment(text: string, now: number): number {
  const [whole, ...parts] = RELATIVE.exec(text) ?? [];
  if (whole === undefined) {
    const date = Date.parse(text);
    if (Number.isNaN(date))
      throw new CloudWatchError(`'${text}' is no time: write -PT12H, -P3D or an ISO date`);
    return date;
  }
  const seconds = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0);
  return now - seconds * 1_000;
}
