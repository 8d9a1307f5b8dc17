import type { Distribution } from './distribution';
import type { MetricStream } from './metric-stream';

/** What is below this of a count is a remainder of fractions. */
const NOTHING = 1e-9;

/**
 * The distribution of the last minutes of a stream. Sliding by one minute merges one minute in and one out:
 * sorting a window of six hours anew for every minute of a month would take most of a back-test.
 */
export class SlidingDistribution implements Distribution {
  values = new Float64Array(0);
  counts = new Float64Array(0);
  size = 0;
  private spareValues = new Float64Array(0);
  private spareCounts = new Float64Array(0);
  private readonly changes = new SortedChanges();
  private end: number | undefined;

  /** @param length in minutes. */
  constructor(private readonly length: number) {}

  /** After a write to a minute that may have been merged already: the next `moveTo` starts anew. */
  resetIfPast(minute: number): void {
    if (this.end !== undefined && minute < this.end) this.end = undefined;
  }

  /** Makes it the distribution of the `length` minutes before `end`. */
  moveTo(end: number, stream: MetricStream): void {
    if (this.end === end) return;
    if (this.end === end - 1) {
      this.changes.add(stream, end - 1, 1);
      this.changes.add(stream, this.end - this.length, -1);
      this.merge();
    } else {
      this.size = 0;
      for (let minute = end - this.length; minute < end; minute += 1) {
        this.changes.add(stream, minute, 1);
        this.merge();
      }
    }
    this.end = end;
  }

  private merge(): void {
    const { changes } = this;
    if (changes.size === 0) return;
    if (this.spareValues.length < this.size + changes.size) {
      this.spareValues = new Float64Array(2 * (this.size + changes.size));
      this.spareCounts = new Float64Array(this.spareValues.length);
    }
    const [values, counts] = [this.spareValues, this.spareCounts];
    let [old, changed, size] = [0, 0, 0];
    while (old < this.size || changed < changes.size) {
      const oldValue = old < this.size ? (this.values[old] ?? 0) : Infinity;
      const newValue = changed < changes.size ? (changes.values[changed] ?? 0) : Infinity;
      const value = Math.min(oldValue, newValue);
      let count = 0;
      if (oldValue === value) count = this.counts[old++] ?? 0;
      if (newValue === value) count += changes.counts[changed++] ?? 0;
      if (count < NOTHING) continue;
      values[size] = value;
      counts[size] = count;
      size += 1;
    }
    changes.size = 0;
    [this.spareValues, this.spareCounts] = [this.values, this.counts];
    [this.values, this.counts, this.size] = [values, counts, size];
  }
}

/** What minutes bring and take: distinct values in ascending order, each with a signed count. */
class SortedChanges {
  values = new Float64Array(64);
  counts = new Float64Array(64);
  size = 0;
  private sign = 1;
  private readonly insert = (value: number, count: number): void => {
    let place = this.size;
    while (place > 0 && (this.values[place - 1] ?? 0) > value) place -= 1;
    if (place > 0 && this.values[place - 1] === value) {
      this.counts[place - 1] = (this.counts[place - 1] ?? 0) + this.sign * count;
      return;
    }
    if (this.size === this.values.length) this.grow();
    const { values, counts } = this;
    for (let index = this.size; index > place; index -= 1) {
      values[index] = values[index - 1] ?? 0;
      counts[index] = counts[index - 1] ?? 0;
    }
    values[place] = value;
    counts[place] = this.sign * count;
    this.size += 1;
  };

  add(stream: MetricStream, minute: number, sign: 1 | -1): void {
    this.sign = sign;
    stream.forEachValue(minute, this.insert);
  }

  private grow(): void {
    const { values, counts } = this;
    this.values = new Float64Array(this.size * 2);
    this.counts = new Float64Array(this.size * 2);
    this.values.set(values);
    this.counts.set(counts);
  }
}
