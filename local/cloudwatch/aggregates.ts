/** Sums over some minutes. Without samples the minimum is Infinity and the maximum -Infinity. */
export interface Aggregate {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
}

/** As many aggregates as are wanted, in typed arrays. */
export class Aggregates {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly minimums: Float64Array;
  readonly maximums: Float64Array;

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.counts = new Float64Array(size);
    this.minimums = new Float64Array(size).fill(Infinity);
    this.maximums = new Float64Array(size).fill(-Infinity);
  }

  add(index: number, value: number, count: number): void {
    this.sums[index] = (this.sums[index] ?? 0) + value * count;
    this.counts[index] = (this.counts[index] ?? 0) + count;
    if (value < (this.minimums[index] ?? 0)) this.minimums[index] = value;
    if (value > (this.maximums[index] ?? 0)) this.maximums[index] = value;
  }

  /** Adds the aggregates from `from` to before `to` to another. */
  addTo(total: Aggregate, from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      const count = this.counts[index] ?? 0;
      if (count === 0) continue;
      total.sum += this.sums[index] ?? 0;
      total.count += count;
      total.minimum = Math.min(total.minimum, this.minimums[index] ?? Infinity);
      total.maximum = Math.max(total.maximum, this.maximums[index] ?? -Infinity);
    }
  }
}
