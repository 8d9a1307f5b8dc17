import { LEASED, SLOW, setUp, use } from './watched-store';

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
