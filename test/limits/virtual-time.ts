import type { Clock } from '../../lambda/clock';
import { settle } from '../support/manual-clock';

/** True time of a simulation, and the clocks of its instances, which differ from it. */
export class VirtualTime {
  now = Date.parse('2026-11-20T12:00:00Z');
  private readonly events = new Set<{ readonly at: number; readonly wake: () => void }>();

  after(milliseconds: number, wake: () => void): () => void {
    const event = { at: this.now + Math.max(0, milliseconds), wake };
    this.events.add(event);
    return () => this.events.delete(event);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /** A clock that is ahead of true time by what `skew` says at that moment, in milliseconds. */
  clock(skew: (now: number) => number): Clock {
    return {
      now: () => Math.round(this.now + skew(this.now)),
      after: (milliseconds, wake) => this.after(milliseconds, wake),
    };
  }

  /** Runs everything that is due until then, in order. */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      await settle();
      let next: { readonly at: number; readonly wake: () => void } | undefined;
      for (const event of this.events) if (!next || event.at < next.at) next = event;
      if (!next || next.at > end) break;
      this.events.delete(next);
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    this.now = end;
  }
}
