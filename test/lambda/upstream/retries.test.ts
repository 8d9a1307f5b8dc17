import type { Effect } from '../../../lambda/contract';
import { transient } from '../../../lambda/tool-error';
import { ManualClock, settle } from '../../support/manual-clock';
import { aCall, reset } from './call-world';

const TRANSIENT = { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed' };

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('who may repeat', () => {
  test.each<[string, Effect, object, number]>([
    ['a read, by default twice', 'read', {}, 3],
    ['a read, as often as it says', 'read', { retries: 3 }, 4],
    ['a read that does not want it', 'read', { retries: 0 }, 1],
    ['a write without a key, never', 'write', {}, 1],
    ['a write without a key that does not want it', 'write', { retries: 0 }, 1],
    ['a destructive one without a key, never', 'destructive', {}, 1],
    ['a write with a key', 'write', { idempotencyKey: 'k' }, 3],
    ['a destructive one with a key', 'destructive', { idempotencyKey: 'k', retries: 1 }, 2],
    ['a request of a write tool that changes nothing', 'write', { effect: 'read' }, 3],
  ])('%s', async (_what, effect, options, times) => {
    const { upstream } = aCall(clock, effect);
    let sent = 0;
    const send = (): Promise<never> => (sent++, Promise.reject(reset()));
    const asked = upstream('billing', send, options);
    asked.catch(() => undefined);
    for (let step = 0; step < 20; step++) await clock.advance(500);
    await expect(asked).rejects.toBeDefined();
    expect(sent).toBe(times);
  });

  test.each([
    ['a repetition without a key', { retries: 1 }, /idempotencyKey that the upstream honors/],
    ['an empty key', { idempotencyKey: '' }, /is empty/],
    ['too many retries', { idempotencyKey: 'k', retries: 4 }, /retries .* is 4; 0 to 3/],
    ['half a retry', { idempotencyKey: 'k', retries: 0.5 }, /is 0.5/],
    ['no time', { timeoutMs: 0 }, /timeoutMs .* is 0/],
    ['endless time', { timeoutMs: Infinity }, /is Infinity/],
  ])('%s is an error, and nothing is sent', async (_what, options, message) => {
    const { upstream, used } = aCall(clock, 'write');
    const send = jest.fn(() => 'sent');
    await expect(upstream('billing', send, options)).rejects.toThrow(message);
    expect(send).not.toHaveBeenCalled();
    expect(used.upstreamCalls).toBe(0);
  });

  test.each(['', 'https://billing', 'a b', 'x'.repeat(65), '-a'])('%p names no upstream', async (name) => {
    await expect(aCall(clock).upstream(name, () => 'sent')).rejects.toThrow('cannot name an upstream');
  });

  test('what nobody can classify is not repeated and stays what it was', async () => {
    const error = new RangeError('a bug');
    const send = jest.fn(() => {
      throw error;
    });
    await expect(aCall(clock).upstream('billing', send)).rejects.toBe(error);
    expect(send).toHaveBeenCalledTimes(1);
  });

  test('every attempt is numbered and has the key', async () => {
    const send = jest.fn((_signal: AbortSignal, _attempt: { number: number; idempotencyKey: string }) =>
      Promise.reject(reset()),
    );
    const asked = aCall(clock, 'write').upstream('billing', send, { idempotencyKey: 'k', retries: 1 });
    asked.catch(() => undefined);
    await clock.advance(2_000);
    await expect(asked).rejects.toThrow('ECONNRESET');
    expect(send.mock.calls.map(([, attempt]) => attempt)).toEqual([
      { number: 1, idempotencyKey: 'k', traceHeaders: {} },
      { number: 2, idempotencyKey: 'k', traceHeaders: {} },
    ]);
  });
});

describe('the wait before a repetition', () => {
  async function firstWait(failure: Error): Promise<number> {
    let sent = 0;
    const asked = aCall(clock).upstream('billing', () =>
      sent++ === 0 ? Promise.reject(failure) : Promise.resolve('ok'),
    );
    for (let waited = 0; ; waited++) {
      if (sent === 2) return asked.then(() => waited);
      await clock.advance(1);
    }
  }

  test('has jitter', async () => {
    const waits = [];
    for (const random of [0.1, 0.5, 0.9]) {
      jest.spyOn(Math, 'random').mockReturnValue(random);
      waits.push(await firstWait(reset()));
    }
    expect(new Set(waits).size).toBe(3);
    expect(Math.max(...waits)).toBeLessThan(200);
  });

  test('is as long as the upstream asks', async () => {
    expect(await firstWait(transient('busy', { retryAfterSeconds: 2 }))).toBe(2_000);
  });

  test('that does not fit the call is not begun: the caller learns the reason and the time', async () => {
    const { upstream, used } = aCall(clock, 'read', 1_000);
    const asked = upstream('billing', () => Promise.reject(transient('busy', { retryAfterSeconds: 1 })));
    await expect(asked).rejects.toMatchObject({ ...TRANSIENT, message: 'busy', retryAfterSeconds: 1 });
    expect(used).toMatchObject({ upstreamCalls: 1, upstreamRetries: 0 });
    expect(clock.pending).toBe(0);
  });

  test('ends with the call, and nothing more is sent', async () => {
    const { upstream, end, used } = aCall(clock);
    const send = jest.fn(() => Promise.reject(transient('busy', { retryAfterSeconds: 1 })));
    const asked = upstream('billing', send);
    await clock.advance(10);
    expect(clock.pending).toBe(1);
    end();
    await expect(asked).rejects.toMatchObject({ name: 'CallEnded' });
    expect(clock.pending).toBe(0);
    await clock.advance(5_000);
    expect(send).toHaveBeenCalledTimes(1);
    expect(used.upstreamRetries).toBe(0);
  });

  test('does not begin when the call ends just after the failure', async () => {
    for (let ticks = 0; ticks < 20; ticks++) {
      const { upstream, end } = aCall(clock);
      const asked = upstream('billing', () => Promise.reject(reset()));
      asked.catch(() => undefined);
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      end();
      await settle();
      expect(clock.pending).toBe(0);
      await expect(asked).rejects.toMatchObject({ name: 'CallEnded' });
    }
  });

  test('counts as no time of the upstream', async () => {
    const { upstream, used } = aCall(clock);
    let sent = 0;
    const asked = upstream('billing', () => (sent++ === 0 ? Promise.reject(reset()) : 'ok'));
    await clock.advance(5_000);
    await asked;
    expect(used).toEqual({ upstreamMs: 0, upstreamCalls: 1, upstreamRetries: 1 });
  });
});
