import { Aggregates, type Aggregate } from './aggregates';

export const MINUTES_A_DAY = 1_440;

const MINUTES_AN_HOUR = 60;
const NONE = -1;
const FIRST_CAPACITY = 64;

/**
 * Data points of one metric for one day, aggregated by minute. A minute whose values are all equal needs no
 * list of values; the others keep (value, count) entries, chained by index, in the order of writing.
 */
export class DayData {
  private readonly minutes = new Aggregates(MINUTES_A_DAY);
  private readonly hours = new Aggregates(MINUTES_A_DAY / MINUTES_AN_HOUR);
  private readonly heads = new Int32Array(MINUTES_A_DAY).fill(NONE);
  private entryValues = new Float64Array(0);
  private entryCounts = new Float64Array(0);
  private entryNexts = new Int32Array(0);
  private entries = 0;

  /** @param minute of the day, 0 to 1439. @param count samples of this value, above 0. */
  add(minute: number, value: number, count: number): void {
    const before = this.minutes.counts[minute] ?? 0;
    const minimum = this.minutes.minimums[minute] ?? 0;
    const maximum = this.minutes.maximums[minute] ?? 0;
    this.minutes.add(minute, value, count);
    this.hours.add(Math.floor(minute / MINUTES_AN_HOUR), value, count);
    if (before === 0 || (minimum === value && maximum === value)) return;
    if (this.heads[minute] === NONE) this.chain(minute, minimum, before);
    this.chain(minute, value, count);
  }

  /** Adds the minutes from `from` to before `to` to an aggregate, by the hour where it can. */
  aggregate(total: Aggregate, from: number, to: number): void {
    const firstHour = Math.ceil(from / MINUTES_AN_HOUR);
    const lastHour = Math.floor(to / MINUTES_AN_HOUR);
    if (firstHour >= lastHour) return this.minutes.addTo(total, from, to);
    this.minutes.addTo(total, from, firstHour * MINUTES_AN_HOUR);
    this.hours.addTo(total, firstHour, lastHour);
    this.minutes.addTo(total, lastHour * MINUTES_AN_HOUR, to);
  }

  /** Calls back with every value of a minute and the number of its samples; a value may come twice. */
  forEachValue(minute: number, visit: (value: number, count: number) => void): void {
    let entry = this.heads[minute] ?? NONE;
    if (entry === NONE) {
      const count = this.minutes.counts[minute] ?? 0;
      if (count > 0) visit(this.minutes.minimums[minute] ?? 0, count);
      return;
    }
    for (; entry !== NONE; entry = this.entryNexts[entry] ?? NONE) {
      visit(this.entryValues[entry] ?? 0, this.entryCounts[entry] ?? 0);
    }
  }

  private chain(minute: number, value: number, count: number): void {
    const head = this.heads[minute] ?? NONE;
    if (head !== NONE && this.entryValues[head] === value) {
      this.entryCounts[head] = (this.entryCounts[head] ?? 0) + count;
      return;
    }
    if (this.entries === this.entryValues.length) this.grow();
    this.entryValues[this.entries] = value;
    this.entryCounts[this.entries] = count;
    this.entryNexts[this.entries] = head;
    this.heads[minute] = this.entries;
    this.entries += 1;
  }

  private grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.entries * 2);
    const [values, counts, nexts] = [this.entryValues, this.entryCounts, this.entryNexts];
    this.entryValues = new Float64Array(capacity);
    this.entryCounts = new Float64Array(capacity);
    this.entryNexts = new Int32Array(capacity);
    this.entryValues.set(values);
    this.entryCounts.set(counts);
    this.entryNexts.set(nexts);
  }
}
