import { bucketOf } from '../../lambda/limits/bucket';
import { LEASED, SLOW, setUp, use } from './watched-store';

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
