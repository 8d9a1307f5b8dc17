import type { Clock } from '../../lambda/clock';

/** Time that moves only when told to. */
export class ManualClock implements Clock {
  private time = Date.parse('2026-11-20T12:00:00Z');
  private readonly timers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, wake: () => void): () => void {
    const timer = { at: this.time + milliseconds, wake };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** How many timers wait: 0 when nothing leaked. */
  get pending(): number {
    return this.timers.size;
  }

  async advance(milliseconds: number): Promise<void> {
    await settle();
    this.time += milliseconds;
    const due = [...this.timers].filter(({ at }) => at <= this.time);
    for (const timer of due) {
      this.timers.delete(timer);
      timer.wake();
    }
    await settle();
  }
}

/** Lets everything that waits for nothing but promises go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise that the test settles. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve: (value: T) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}
