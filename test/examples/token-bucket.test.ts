import { TokenBucket } from '../../examples/support-desk/tickets/token-bucket';

const { signal } = new AbortController();

/** A clock that only sleeping moves. */
function stillTime() {
  const time = { now: 0 };
  return {
    time,
    now: () => time.now,
    sleep: async (milliseconds: number) => {
      time.now += milliseconds;
    },
  };
}

test('the burst passes at once, the rest at the pace', async () => {
  const { time, now, sleep } = stillTime();
  const bucket = new TokenBucket({ perSecond: 8, burst: 2, now, sleep });
  const turns: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await bucket.take(signal);
    turns.push(time.now);
  }
  expect(turns).toEqual([0, 0, 125, 250, 375, 500]);
});

test('a rest earns the burst and no more', async () => {
  const { time, now, sleep } = stillTime();
  const bucket = new TokenBucket({ perSecond: 10, burst: 3, now, sleep });
  time.now = 60_000;
  for (let turn = 0; turn < 4; turn += 1) await bucket.take(signal);
  expect(time.now).toBe(60_100);
});

test('who comes together waits in turn', async () => {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => waits.push(milliseconds);
  const bucket = new TokenBucket({ perSecond: 10, burst: 1, now: () => 0, sleep });
  await Promise.all([1, 2, 3, 4].map(() => bucket.take(signal)));
  expect(waits).toEqual([100, 200, 300]);
});

test('an abort while waiting gives the token back', async () => {
  const waits: number[] = [];
  const hangUp = new AbortController();
  const sleep = async (milliseconds: number, { aborted }: AbortSignal) => {
    waits.push(milliseconds);
    if (aborted || waits.length === 1) throw new Error('gone');
  };
  const bucket = new TokenBucket({ perSecond: 10, burst: 1, now: () => 0, sleep });
  await bucket.take(signal);
  await expect(bucket.take(hangUp.signal)).rejects.toThrow('gone');
  await bucket.take(signal);
  expect(waits).toEqual([100, 100]);
  hangUp.abort(new Error('aborted before'));
  await expect(bucket.take(hangUp.signal)).rejects.toThrow('aborted before');
});
