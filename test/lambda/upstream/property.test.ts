/** Handlers, upstreams, time-outs and hang-ups by chance, from seeds: what must hold for all of them. */
import type { Effect } from '../../../lambda/contract';
import { conflict, isToolError, transient } from '../../../lambda/tool-error';
import { UpstreamStatus } from '../../../lambda/upstream/answered';
import type { Upstream } from '../../../lambda/upstream/upstream';
import { createUpstreams } from '../../../lambda/upstream/upstreams';
import { ManualClock } from '../../support/manual-clock';
import { fetchFailed, refused, reset, underTimeout } from './call-world';

const SEEDS = 150;
const CALLS = 4;

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the handlers of all seeds did: a world in which nothing happens would prove nothing. */
const seen = { sent: 0, repeated: 0, keylessWrites: 0, denied: 0, after: 0, replies: 0 };

afterEach(() => {
  jest.restoreAllMocks();
});

class RandomCall {
  readonly broken: string[] = [];
  open = 0;
  private reached = 0;
  private readonly endsAt: number;

  constructor(
    private readonly random: () => number,
    private readonly clock: ManualClock,
    readonly effect: Effect,
    readonly timeoutMs: number,
  ) {
    this.endsAt = clock.now() + timeoutMs;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private async wait(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => this.clock.after(milliseconds, resolve));
  }

  /** Goes on after every error, and after the end of its call. */
  async handle(upstream: Upstream, signal: AbortSignal): Promise<void> {
    for (let step = 0; step < 6; step++) {
      const side = Array.from({ length: 1 + this.below(2) }, () => this.ask(upstream, signal));
      await Promise.all(side);
      if (this.chance(0.5)) await this.wait(this.below(1_500));
    }
  }

  private async ask(upstream: Upstream, signal: AbortSignal): Promise<void> {
    const read = this.chance(0.3);
    const key = this.chance(0.4) ? 'key' : undefined;
    const changes = this.effect !== 'read' && !read;
    const keyless = changes && key === undefined;
    const options = {
      ...(read && { effect: 'read' as const }),
      ...(key !== undefined && { idempotencyKey: key }),
      ...(this.chance(0.5) && { retries: this.below(4) }),
      ...(this.chance(0.5) && { timeoutMs: 1 + this.below(2_000) }),
    };
    const over = signal.aborted || this.clock.now() >= this.endsAt;
    let sent = 0;
    this.open++;
    try {
      await upstream(
        `name-${this.below(3)}`,
        async () => {
          sent++;
          if (signal.aborted || this.clock.now() >= this.endsAt) this.broken.push('sent after the end');
          await this.behave(changes);
        },
        options,
      );
      seen.replies++;
    } catch (error) {
      const denies = isToolError(error) && error.outcome === 'not_executed';
      if (denies) seen.denied++;
      if (denies && this.reached > 0) this.broken.push('a change was denied');
    } finally {
      this.open--;
    }
    seen.sent += sent;
    seen.repeated += sent > 1 ? 1 : 0;
    if (over) seen.after++;
    if (keyless) seen.keylessWrites += sent;
    if (keyless && sent > 1) this.broken.push('a write without a key was sent twice');
    if (sent > 4) this.broken.push('sent more often than anybody may ask');
  }

  private async behave(changes: boolean): Promise<void> {
    const kind = this.below(8);
    if (kind === 0) throw this.chance(0.5) ? refused() : fetchFailed(refused());
    if (kind === 1) throw transient('not now', { retryAfterSeconds: this.below(3) });
    if (kind === 2) throw conflict('closed');
    if (changes) this.reached++;
    await this.wait(this.below(800));
    if (kind === 3) throw this.chance(0.5) ? reset() : fetchFailed(reset());
    if (kind === 4) throw new UpstreamStatus(503, this.below(4));
    if (kind === 5) throw new TypeError('a bug');
    if (kind === 6) await new Promise(() => undefined);
  }
}

test(`${SEEDS} seeds: no keyless write twice, nothing past the end, no change denied`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seeded(seed);
    jest.spyOn(Math, 'random').mockImplementation(random);
    const clock = new ManualClock();
    const upstreams = createUpstreams(clock);
    for (let count = 0; count < CALLS; count++) {
      const effect = (['read', 'write', 'destructive'] as const)[Math.floor(random() * 3)] ?? 'read';
      const timeoutMs = 200 + Math.floor(random() * 6_000);
      const call = new RandomCall(random, clock, effect, timeoutMs);
      const hangUp = new AbortController();
      const hangUpAt = random() < 0.3 ? random() * timeoutMs : Infinity;
      const running = underTimeout(
        { clock, effect, timeoutMs, upstreams },
        (upstream, signal) => call.handle(upstream, signal),
        hangUp.signal,
      );
      running.catch(() => undefined);
      for (let left = timeoutMs; left > 0;) {
        const step = Math.min(left, 1 + Math.floor(random() * 400));
        await clock.advance(step);
        left -= step;
        if (timeoutMs - left >= hangUpAt) hangUp.abort();
      }
      // At the deadline nothing waits any more, whatever the upstream does.
      expect({ seed, open: call.open }).toEqual({ seed, open: 0 });
      for (let later = 0; later < 12; later++) await clock.advance(1_000);
      expect({ seed, broken: call.broken }).toEqual({ seed, broken: [] });
      expect({ seed, pending: clock.pending }).toEqual({ seed, pending: 0 });
    }
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(SEEDS / 2);
  process.stdout.write(`${JSON.stringify(seen)}\n`);
});
