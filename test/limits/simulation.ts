import { bucketOf } from '../../lambda/limits/bucket';
import { createLimiter, type Admission, type Limiter } from '../../lambda/limits/limiter';
import type { Rate } from '../../lambda/contract/rates';
import type { LimitUse } from '../../lambda/limits/uses';
import { MemoryLimitStore } from '../../lambda/state/limits/memory-store';
import type { GiveBackRequest, LimitStore, TakeAnswer, TakeRequest } from '../../lambda/state/limits/store';
import type { Admitted } from './bound';
import { seeded } from './random';
import { VirtualTime } from './virtual-time';

export interface Simulated {
  readonly instances: number;
  /** Limits by name; every call takes from some of them. */
  readonly rates: Readonly<Record<string, Rate>>;
  /** Milliseconds that are simulated. */
  readonly lengthMs: number;
  /** Mean milliseconds between the calls of one instance. */
  readonly betweenMs: number;
  /** How far clocks are from true time at most, in milliseconds. */
  readonly skewMs: number;
  /** Share of the store's answers that get lost after the store did what was asked. */
  readonly lost: number;
}

export interface Outcome {
  /** Calls let through, by limit. */
  readonly admitted: Readonly<Record<string, Admitted[]>>;
  readonly refused: number;
  readonly unavailable: number;
}

/**
 * Many instances with clocks of their own over one store that is slow, loses answers and answers too late. A
 * seed decides everything.
 */
export async function simulate(options: Simulated, seed: number): Promise<Outcome> {
  const random = seeded(seed);
  const time = new VirtualTime();
  const store = new SlowStore(time, random, options.lost);
  const end = time.now + options.lengthMs;
  const admitted: Record<string, Admitted[]> = Object.fromEntries(
    Object.keys(options.rates).map((name) => [name, []]),
  );
  const buckets = Object.entries(options.rates).map(([name, rate]) => ({ name, bucket: bucketOf(rate) }));
  let refused = 0;
  let unavailable = 0;

  async function call(limiter: Limiter): Promise<void> {
    const chosen = buckets.filter(() => random() < 0.7);
    const cost = random() < 0.8 ? 1 : 2;
    const uses = (chosen.length > 0 ? chosen : buckets).map(({ name, bucket }): LimitUse => ({
      key: name,
      name,
      bucket,
      cost,
    }));
    const admission: Admission = await limiter.take(uses, 'deny');
    if (admission.kind === 'admitted') {
      for (const { name } of uses) admitted[name]?.push({ at: time.now, cost });
    } else if (admission.kind === 'refused') refused += 1;
    else unavailable += 1;
  }

  for (let index = 0; index < options.instances; index += 1) {
    // Drifts between the two ends, so that a clock can be behind when it asks and ahead when it is used.
    const [phase, period] = [random() * 6.28, 5_000 + random() * 60_000];
    const skew = (now: number) => options.skewMs * Math.sign(Math.sin(phase + now / period));
    const limiter = createLimiter({ store, clock: time.clock(skew), random });
    const next = (): void => {
      if (time.now >= end) return;
      void call(limiter);
      time.after(-Math.log(1 - random()) * options.betweenMs, next);
    };
    time.after(random() * options.betweenMs, next);
  }
  await time.runUntil(end + 1_000);
  return { admitted, refused, unavailable };
}

/** Takes a while there and back; some answers come after the time-out, some never. */
class SlowStore implements LimitStore {
  private readonly inner = new MemoryLimitStore();

  constructor(
    private readonly time: VirtualTime,
    private readonly random: () => number,
    private readonly lost: number,
  ) {}

  ready(): Promise<void> {
    return Promise.resolve();
  }

  take(request: TakeRequest): Promise<TakeAnswer> {
    return this.travel(() => this.inner.take(request));
  }

  giveBack(request: GiveBackRequest): Promise<void> {
    return this.travel(() => this.inner.giveBack(request));
  }

  private async travel<T>(work: () => Promise<T>): Promise<T> {
    await this.time.sleep(this.random() * 25);
    const answer = await work();
    await this.time.sleep(this.random() < 0.02 ? 90 : this.random() * 25);
    if (this.random() < this.lost) throw new Error('The connection broke.');
    return answer;
  }
}
