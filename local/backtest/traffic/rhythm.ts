const MINUTES_A_DAY = 1_440;
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

/** Monday 2026-01-05 00:00 UTC, in minutes since the epoch: virtual time starts at a fixed moment. */
export const FIRST_MINUTE = Date.UTC(2026, 0, 5) / 60_000;

/** Office hours with an afternoon peak; at night a seventh of it. */
const DAILY_SWING = 0.75;
const PEAK_MINUTE = 14 * 60;
const WEEKEND = 0.4;
const WEEKDAY = (7 - 2 * WEEKEND) / 5;

/** How busy a minute is; 1 on average over a week. */
export function rhythm(minute: number): number {
  const ofWeek = (((minute - FIRST_MINUTE) % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
  const day = Math.floor(ofWeek / MINUTES_A_DAY);
  const phase = (2 * Math.PI * ((ofWeek % MINUTES_A_DAY) - PEAK_MINUTE)) / MINUTES_A_DAY;
  return (day < 5 ? WEEKDAY : WEEKEND) * (1 + DAILY_SWING * Math.cos(phase));
}

/** The mean of the rhythm over some minutes. */
export function meanRhythm(from: number, minutes: number): number {
  let sum = 0;
  for (let minute = from; minute < from + minutes; minute += 1) sum += rhythm(minute);
  return sum / minutes;
}
