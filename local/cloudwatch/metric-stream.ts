import type { Aggregate } from './aggregates';
import { DayData, MINUTES_A_DAY } from './day-data';

/** The points of one metric in one unit. Minutes are counted from the epoch. */
export class MetricStream {
  private readonly days = new Map<number, DayData>();

  add(minute: number, value: number, count: number): void {
    const day = Math.floor(minute / MINUTES_A_DAY);
    let data = this.days.get(day);
    if (!data) this.days.set(day, (data = new DayData()));
    data.add(minute - day * MINUTES_A_DAY, value, count);
  }

  /** Over the minutes from `from` to before `to`. */
  aggregate(from: number, to: number): Aggregate {
    const total = { sum: 0, count: 0, minimum: Infinity, maximum: -Infinity };
    for (let at = from; at < to;) {
      const day = Math.floor(at / MINUTES_A_DAY);
      const start = day * MINUTES_A_DAY;
      const end = Math.min(to - start, MINUTES_A_DAY);
      this.days.get(day)?.aggregate(total, at - start, end);
      at = start + end;
    }
    return total;
  }

  forEachValue(minute: number, visit: (value: number, count: number) => void): void {
    const day = Math.floor(minute / MINUTES_A_DAY);
    this.days.get(day)?.forEachValue(minute - day * MINUTES_A_DAY, visit);
  }

  forgetDaysBefore(minute: number): void {
    for (const day of this.days.keys()) {
      if ((day + 1) * MINUTES_A_DAY <= minute) this.days.delete(day);
    }
  }
}
