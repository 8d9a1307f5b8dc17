import { quantile, type Time } from '../quantile';

export const NOT_FOUND = '–';

/** `5/5 4 (6)`: found on five of five seeds, in 4 minutes in the median of those and 6 at the 90th percentile. */
export function timesCell(times: readonly Time[]): string {
  const found = times.filter((time) => time !== undefined);
  if (times.length === 0) return '';
  if (found.length === 0) return NOT_FOUND;
  return `${found.length}/${times.length} ${quantile(found, 0.5)} (${quantile(found, 0.9)})`;
}
