import { bucketOf } from '../../lambda/limits/bucket';
import { createLimiter } from '../../lambda/limits/limiter';
import type { LimitUse } from '../../lambda/limits/uses';
import { MemoryLimitStore } from '../../lambda/state/limits/memory-store';
import type { TakeRequest } from '../../lambda/state/limits/store';
import { ManualClock } from '../support/manual-clock';

/** The memory store, which can be watched, stopped and broken. */
class WatchedStore extends MemoryLimitStore {
  takes = 0;
  /** Tokens taken, by key. */
  readonly given: Record<string, number> = {};
  fault: 'none' | 'throws' | 'hangs' | 'breaks once' = 'none';

  override async take(request: TakeRequest) {
    this.takes += 1;
    if (this.fault === 'throws') throw Object.assign(new Error('busy'), { $fault: 'client', $metadata: {} });
    if (this.fault === 'hangs') return new Promise<never>(() => undefined);
    const answer = await super.take(request);
    this.given[request.key] = (this.given[request.key] ?? 0) + answer.tokens;
    if (this.fault !== 'breaks once') return answer;
    this.fault = 'none';
    throw new Error('ECONNRESET');
  }
}

function setUp(remembered?: number) {
  const clock = new ManualClock();
  const store = new WatchedStore();
  const open = () => createLimiter({ store, clock, remembered, random: () => 0.5 });
  return { clock, store, open, limiter: open() };
}

/** Capacities: 4 at once (6 less 1.1 s of rate), and 60 at once (100 less 4 s of rate). */
const SLOW = bucketOf({ perMinute: 60, burst: 6 });
const LEASED = bucketOf({ perMinute: 600, burst: 100 });
const use = (key: string, bucket = SLOW, cost = 1): LimitUse => ({ key, name: key, bucket, cost });

describe('a refused caller', () => {
  it('is told a moment at which it is let through, in whole seconds', async () => {
    const { clock, limiter } = setUp();
    for (let call = 0; call < 4; call += 1) await limiter.take([use('a')], 'deny');
    expect(await limiter.take([use('a')], 'deny')).toEqual({
      kind: 'refused',
      use: use('a'),
      retryAfterSeconds: 1,
    });
    expect(await limiter.take([use('a', SLOW, 4)], 'deny')).toMatchObject({ retryAfterSeconds: 1 });
    await clock.advance(1_000);
    expect(await limiter.take([use('a')], 'deny')).toEqual({ kind: 'admitted' });
    // Four tokens at once need all of them to grow back.
    const refused = await limiter.take([use('a', SLOW, 4)], 'deny');
    expect(refused).toMatchObject({ kind: 'refused', retryAfterSeconds: 4 });
    await clock.advance(4_000);
    expect(await limiter.take([use('a', SLOW, 4)], 'deny')).toEqual({ kind: 'admitted' });
  });

  it('costs no call of the store until that moment', async () => {
    const { clock, store, open, limiter } = setUp();
    for (let call = 0; call < 4; call += 1) await open().take([use('a')], 'deny');
    expect(store.takes).toBe(4);
    await limiter.take([use('a')], 'deny');
    expect(store.takes).toBe(5);
    for (let call = 0; call < 100; call += 1) {
      await clock.advance(9);
      expect(await limiter.take([use('a')], 'deny')).toMatchObject({ kind: 'refused', retryAfterSeconds: 1 });
    }
    expect(await limiter.take([use('b'), use('a')], 'deny')).toMatchObject({ kind: 'refused' });
    expect(store.takes).toBe(5);
    await clock.advance(100);
    expect(await limiter.take([use('a')], 'deny')).toEqual({ kind: 'admitted' });
    expect(store.takes).toBe(6);
  });

  it('of several limits is told the last moment', async () => {
    const { limiter } = setUp();
    const slower = bucketOf({ perMinute: 6, burst: 2 });
    for (let call = 0; call < 4; call += 1) await limiter.take([use('a')], 'deny');
    await limiter.take([use('b', slower)], 'deny');
    const refused = { kind: 'refused', use: { key: 'b' } };
    await limiter.take([use('a')], 'deny');
    await limiter.take([use('b', slower)], 'deny');
    expect(await limiter.take([use('a'), use('b', slower)], 'deny')).toMatchObject(refused);
    expect(await limiter.take([use('b', slower), use('a')], 'deny')).toMatchObject(refused);
  });
});

describe('a call takes from all its limits or from none', () => {
  it('when one of them refuses', async () => {
    const { open, limiter } = setUp();
    for (let call = 0; call < 4; call += 1) await open().take([use('full')], 'deny');
    // Each instance asks once: it knows nothing of the refusals of the others.
    for (let call = 0; call < 10; call += 1)
      expect(await open().take([use('a'), use('full'), use('b')], 'deny')).toMatchObject({ kind: 'refused' });
    for (const key of ['a', 'b'])
      expect(await limiter.take([use(key, SLOW, 4)], 'deny')).toEqual({ kind: 'admitted' });
  });

  it('when one of them is leased', async () => {
    const { open, limiter, store } = setUp();
    for (let call = 0; call < 4; call += 1) await open().take([use('full')], 'deny');
    let admitted = 0;
    const callUntilAsked = async () => {
      for (const { takes } = store; store.takes === takes;) {
        await limiter.take([use('hot', LEASED)], 'deny');
        admitted += 1;
      }
    };
    for (let batch = 0; batch < 6; batch += 1) await callUntilAsked();
    const before = store.given.hot ?? 0;
    expect(before).toBeGreaterThan(admitted);
    for (let call = 0; call < 30; call += 1)
      expect(await limiter.take([use('hot', LEASED), use('full')], 'deny')).toMatchObject({
        kind: 'refused',
      });
    // All of the batch is still there: the call that asks again is the first one without a token.
    await callUntilAsked();
    expect(admitted - 1).toBe(before);
  });

  it('when the store fails for one and the call is denied', async () => {
    const { limiter, store, clock } = setUp();
    await limiter.take([use('a')], 'deny');
    store.fault = 'throws';
    expect(await limiter.take([use('a'), use('b')], 'deny')).toMatchObject({ kind: 'unavailable' });
    store.fault = 'none';
    await clock.advance(1_000);
    expect(await limiter.take([use('a', SLOW, 4)], 'deny')).toEqual({ kind: 'admitted' });
  });
});

describe('tokens in memory', () => {
  it('make a busy instance cheap, and let through no more', async () => {
    const { clock, limiter, store } = setUp();
    let admitted = 0;
    for (let call = 0; call < 300; call += 1) {
      const { kind } = await limiter.take([use('hot', LEASED)], 'deny');
      if (kind === 'admitted') admitted += 1;
      await clock.advance(150);
    }
    expect(admitted).toBe(300);
    expect(store.takes).toBeLessThanOrEqual(30);
  });

  it('used at the end of their life, when the bucket is full again, keep the bound', async () => {
    const { clock, open, limiter, store } = setUp();
    const given = () => store.given.hot ?? 0;
    let used = 0;
    for (; given() < 29; used += 1) await limiter.take([use('hot', LEASED)], 'deny');
    const held = given() - used;
    expect(held).toBeGreaterThan(10);
    await clock.advance(2_900);
    const { takes } = store;
    let admitted = 0;
    for (; admitted < held; admitted += 1) await limiter.take([use('hot', LEASED)], 'deny');
    expect(store.takes).toBe(takes);
    while ((await open().take([use('hot', LEASED)], 'deny')).kind === 'admitted') admitted += 1;
    expect(admitted).toBeLessThanOrEqual(100);
    expect(admitted).toBeGreaterThan(60);
  });

  it('are asked for once by all who come at once', async () => {
    const { limiter, store } = setUp();
    for (let call = 0; call < 10; call += 1) await limiter.take([use('hot', LEASED)], 'deny');
    const { takes } = store;
    const calls = Array.from({ length: 25 }, () => limiter.take([use('hot', LEASED)], 'deny'));
    const answers = await Promise.all(calls);
    expect(answers.filter(({ kind }) => kind === 'admitted')).toHaveLength(25);
    expect(store.takes - takes).toBeLessThanOrEqual(3);
  });

  it('die after 2.9 seconds, and never come back with a clock that is set back', async () => {
    for (const [pause, asks] of [
      [2_900, 0],
      [2_901, 1],
      [-1, 1],
    ] as const) {
      const { clock, limiter, store } = setUp();
      for (let call = 0; call < 10; call += 1) await limiter.take([use('hot', LEASED)], 'deny');
      const { takes } = store;
      await clock.advance(pause);
      expect(await limiter.take([use('hot', LEASED)], 'deny')).toEqual({ kind: 'admitted' });
      expect(store.takes - takes).toBe(asks);
    }
  });

  it('are not held of a limit of 60 a minute or less', async () => {
    const { limiter, store } = setUp();
    const slow = bucketOf({ perMinute: 60, burst: 500 });
    for (let call = 0; call < 200; call += 1) await limiter.take([use('a', slow)], 'deny');
    expect(store.takes).toBe(200);
  });

  it('are of a bounded number of limits', async () => {
    const { limiter, store } = setUp(2);
    const full = async (key: string) => {
      for (let call = 0; call < 5; call += 1) await limiter.take([use(key)], 'deny');
    };
    await full('a');
    const { takes } = store;
    await limiter.take([use('a')], 'deny');
    expect(store.takes).toBe(takes);
    await full('b');
    await full('c');
    const after = store.takes;
    // Forgotten, so the store says it again.
    expect(await limiter.take([use('a')], 'deny')).toMatchObject({ kind: 'refused' });
    expect(store.takes).toBe(after + 1);
  });
});

describe('a store that does not answer', () => {
  it('is waited for 80 ms, and not again for a second; then the choice of the call holds', async () => {
    const { clock, limiter, store } = setUp();
    store.fault = 'hangs';
    const waiting = limiter.take([use('a'), use('b')], 'deny');
    await clock.advance(79);
    await clock.advance(1);
    expect(await waiting).toMatchObject({ kind: 'unavailable', failure: { name: 'DeadlineExceeded' } });
    const { takes } = store;
    expect(await limiter.take([use('a')], 'allow')).toMatchObject({
      kind: 'admitted',
      failure: expect.any(Error),
    });
    expect(await limiter.take([use('c')], 'deny')).toMatchObject({ kind: 'unavailable' });
    expect(store.takes).toBe(takes);
    expect(clock.pending).toBe(0);
  });

  it('is tried by one call a second, and used again when it answers', async () => {
    const { clock, limiter, store } = setUp();
    store.fault = 'throws';
    await limiter.take([use('a')], 'deny');
    await clock.advance(1_000);
    const { takes } = store;
    await Promise.all(Array.from({ length: 20 }, () => limiter.take([use('a')], 'deny')));
    expect(store.takes).toBe(takes + 1);
    store.fault = 'none';
    await clock.advance(1_000);
    expect(await limiter.take([use('a')], 'deny')).toEqual({ kind: 'admitted' });
    expect(await limiter.take([use('b')], 'deny')).toEqual({ kind: 'admitted' });
  });

  it('still refuses who was refused, and still lets through on tokens in memory', async () => {
    const { limiter, store } = setUp();
    for (let call = 0; call < 5; call += 1) await limiter.take([use('a')], 'deny');
    for (let call = 0; call < 10; call += 1) await limiter.take([use('hot', LEASED)], 'deny');
    store.fault = 'throws';
    await limiter.take([use('b')], 'deny');
    expect(await limiter.take([use('a')], 'allow')).toMatchObject({ kind: 'refused' });
    expect(await limiter.take([use('hot', LEASED)], 'deny')).toEqual({ kind: 'admitted' });
  });

  it('is asked twice where a connection broke, and once where it answered', async () => {
    const { limiter, store } = setUp();
    store.fault = 'breaks once';
    expect(await limiter.take([use('a')], 'deny')).toEqual({ kind: 'admitted' });
    // Both attempts took: less is let through, not more.
    expect(await limiter.take([use('a', SLOW, 3)], 'deny')).toMatchObject({ kind: 'refused' });
    store.fault = 'throws';
    const { takes } = store;
    await limiter.take([use('b')], 'deny');
    expect(store.takes).toBe(takes + 1);
  });

  it('that answers after a freeze of the process lets nothing through', async () => {
    const { clock, limiter, store } = setUp();
    const slow = store.take.bind(store);
    store.take = async (request) => {
      const answer = await slow(request);
      // The clock jumps, and no timer ran: what a thaw looks like.
      Object.assign(clock, { time: clock.now() + 101 });
      return answer;
    };
    expect(await limiter.take([use('a')], 'deny')).toMatchObject({ kind: 'unavailable' });
  });

  it('that cannot be loaded leaves the choice of the call', async () => {
    const { limiter, store } = setUp();
    store.ready = () => Promise.reject(new Error('no client'));
    expect(await limiter.warmUp()).toEqual(new Error('no client'));
    expect(await limiter.take([use('a')], 'deny')).toMatchObject({ kind: 'unavailable' });
    expect(await limiter.take([use('a')], 'allow')).toMatchObject({ kind: 'admitted' });
  });
});

it('warms up with one question that takes nothing', async () => {
  const { limiter, store } = setUp();
  expect(await limiter.warmUp()).toBeUndefined();
  expect(store.takes).toBe(1);
  expect(store.size).toBe(0);
});
