/** Times in which nothing was found are none. */
export type Time = number | undefined;

/** The nearest rank; what was not found comes last, so that the result may be none too. */
export function quantile(times: readonly Time[], share: number): Time {
  const sorted = times.map((time) => time ?? Infinity).toSorted((a, b) => a - b);
  const time = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return time === undefined || time === Infinity ? undefined : time;
}

export function median(times: readonly Time[]): Time {
  return quantile(times, 0.5);
}
