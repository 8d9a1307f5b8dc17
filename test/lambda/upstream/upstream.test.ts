import { getEventListeners } from 'node:events';
import { DeadlineExceeded } from '../../../lambda/deadline';
import { createUpstreams } from '../../../lambda/upstream/upstreams';
import { Deferred, ManualClock, settle } from '../../support/manual-clock';
import { aCall, refused, underTimeout } from './call-world';

const TRANSIENT = { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed' };
const never = (): Promise<never> => new Promise(() => undefined);

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
});

test('a reply is handed on, with the time that it took', async () => {
  const { upstream, used } = aCall(clock);
  const reply = new Deferred<{ total: number }>();
  const asked = upstream('billing', () => reply.promise);
  await clock.advance(120);
  reply.resolve({ total: 3 });
  expect((await asked).total).toBe(3);
  expect(used).toEqual({ upstreamMs: 120, upstreamCalls: 1, upstreamRetries: 0 });
  expect(clock.pending).toBe(0);
});

describe('the signal', () => {
  test.each([
    ['its own time-out', { timeoutMs: 300 }, 300],
    ['the default time-out', {}, 5_000],
  ])('aborts at %s, also for who ignores it', async (_what, options, ms) => {
    const signals: AbortSignal[] = [];
    const { upstream } = aCall(clock);
    const asked = upstream('billing', (signal) => (signals.push(signal), never()), {
      ...options,
      retries: 0,
    });
    asked.catch(() => undefined);
    await clock.advance(ms - 1);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(signals[0]?.aborted).toBe(true);
    await expect(asked).rejects.toMatchObject(TRANSIENT);
    expect(clock.pending).toBe(0);
  });

  test('aborts with the call, and the reason is told', async () => {
    const signals: AbortSignal[] = [];
    const { upstream, end, used } = aCall(clock);
    const asked = upstream('billing', (signal) => (signals.push(signal), never()));
    await clock.advance(70);
    const hungUp = new Error('hung up');
    end(hungUp);
    // At once: the line of a call that timed out is written right after.
    expect(used.upstreamMs).toBe(70);
    expect(signals[0]?.aborted).toBe(true);
    await expect(asked).rejects.toMatchObject({ name: 'CallEnded', cause: hungUp });
    expect(clock.pending).toBe(0);
  });

  test('is one of many, and the call has one listener', async () => {
    const controller = new AbortController();
    const upstream = createUpstreams(clock).forCall({
      signal: controller.signal,
      effect: 'read',
      record: () => undefined,
    });
    const signals: AbortSignal[] = [];
    const asked = Array.from({ length: 12 }, () =>
      upstream('billing', (signal) => (signals.push(signal), never())),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual(Array.from({ length: 12 }, () => true));
    expect(await Promise.allSettled(asked)).toMatchObject(
      Array.from({ length: 12 }, () => ({ reason: { name: 'CallEnded' } })),
    );
    expect(clock.pending).toBe(0);
  });

  test('aborts at the end of the call when its own time-out is later', async () => {
    const signals: AbortSignal[] = [];
    const asked = aCall(clock, 'read', 200).upstream('billing', (signal) => (signals.push(signal), never()));
    asked.catch(() => undefined);
    await clock.advance(200);
    expect(signals[0]?.aborted).toBe(true);
    await expect(asked).rejects.toMatchObject(TRANSIENT);
  });
});

describe('after the end of the call', () => {
  test('a handler that runs on sends nothing, ever', async () => {
    const send = jest.fn(() => 'sent');
    const thrown: unknown[] = [];
    const hold = new Deferred<void>();
    const call = underTimeout({ clock, effect: 'write', timeoutMs: 1_000 }, async (upstream) => {
      await hold.promise;
      for (let count = 0; count < 3; count++)
        await upstream('billing', send).catch((error: unknown) => thrown.push(error));
      return 'too late';
    });
    call.catch(() => undefined);
    await clock.advance(1_000);
    await expect(call).rejects.toBeInstanceOf(DeadlineExceeded);
    hold.resolve();
    await clock.advance(60_000);
    await settle();
    expect(send).not.toHaveBeenCalled();
    expect(thrown).toMatchObject(Array.from({ length: 3 }, () => ({ name: 'CallEnded' })));
  });

  test('the clock decides where a frozen timer has not fired yet', async () => {
    const frozen = { now: () => now, after: clock.after.bind(clock) };
    let now = 0;
    const { upstream } = aCall(frozen, 'write', 1_000);
    now = 1_000;
    const send = jest.fn(() => 'sent');
    await expect(upstream('billing', send)).rejects.toMatchObject({ name: 'CallEnded' });
    expect(send).not.toHaveBeenCalled();
  });

  test('a request is sent in the tick in which it was allowed', () => {
    const { upstream, end } = aCall(clock);
    const send = jest.fn(() => 'sent');
    const asked = upstream('billing', send);
    expect(send).toHaveBeenCalledTimes(1);
    end();
    return expect(asked).rejects.toMatchObject({ name: 'CallEnded' });
  });

  test('an open breaker does not hide it', async () => {
    const { upstream, end } = aCall(clock, 'write');
    for (let count = 0; count < 5; count++)
      await upstream('billing', () => Promise.reject(refused())).catch(() => undefined);
    end();
    await expect(upstream('billing', () => 'sent')).rejects.toMatchObject({ name: 'CallEnded' });
  });
});
