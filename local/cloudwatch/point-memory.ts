/**
 * Points by the end of their period, each computed when it is asked for and again after a late write within it.
 * Remembers as many minutes as it is told; an older point is computed anew.
 */
export class PointMemory {
  private readonly points: Float64Array;
  /** Which end each remembered point has: the same place serves many ends. */
  private readonly ends: Float64Array;
  private latestEnd = -1;

  constructor(
    private readonly periodMinutes: number,
    memoryMinutes: number,
    private readonly compute: (end: number) => number,
  ) {
    this.points = new Float64Array(memoryMinutes + 1);
    this.ends = new Float64Array(memoryMinutes + 1).fill(-1);
  }

  pointEndingAt(end: number): number {
    const place = end % this.points.length;
    if (this.ends[place] === end) return this.points[place] ?? Number.NaN;
    const point = this.compute(end);
    this.points[place] = point;
    this.ends[place] = end;
    this.latestEnd = Math.max(this.latestEnd, end);
    return point;
  }

  /** The minute was written: what was computed from it is not known any more. */
  forget(minute: number): void {
    const { length } = this.points;
    const last = Math.min(minute + this.periodMinutes, this.latestEnd);
    for (let end = minute + 1; end <= last; end += 1) {
      if (this.ends[end % length] === end) this.ends[end % length] = -1;
    }
  }
}
