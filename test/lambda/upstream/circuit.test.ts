import { DeadlineExceeded } from '../../../lambda/deadline';
import { notFound } from '../../../lambda/tool-error';
import { createCircuits } from '../../../lambda/upstream/circuit';
import { Deferred, ManualClock } from '../../support/manual-clock';
import { aCall, refused, reset, type World } from './call-world';

const ONCE = { retries: 0 };
const OPEN = { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed', retryAfterSeconds: 10 };
const never = (): Promise<never> => new Promise(() => undefined);

let clock: ManualClock;
let world: World;

beforeEach(() => {
  clock = new ManualClock();
  world = aCall(clock);
});

async function fail(times: number, name = 'billing', error: Error = refused()): Promise<void> {
  for (let count = 0; count < times; count++)
    await world.upstream(name, () => Promise.reject(error), ONCE).catch(() => undefined);
}

/** Whether a request is let through. */
async function sends(name = 'billing'): Promise<boolean> {
  let sent = false;
  await world.upstream(name, () => (sent = true), ONCE).catch(() => undefined);
  return sent;
}

test('it opens after 5 failures in a row, for every call of the instance, and answers at once', async () => {
  await fail(4);
  expect(await sends()).toBe(true);
  await fail(5);
  const send = jest.fn();
  await expect(world.upstream('billing', send)).rejects.toMatchObject(OPEN);
  await expect(world.another('write')('billing', send)).rejects.toMatchObject(OPEN);
  expect(send).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
  expect(await sends('shipping')).toBe(true);
});

test('the time that is left is told in whole seconds', async () => {
  await fail(5);
  await clock.advance(7_001);
  await expect(world.upstream('billing', never)).rejects.toMatchObject({ retryAfterSeconds: 3 });
});

test('after 10 seconds one request tries, and the others are told to come back', async () => {
  await fail(5);
  await clock.advance(9_999);
  expect(await sends()).toBe(false);
  await clock.advance(1);
  const trial = new Deferred<string>();
  const asked = world.upstream('billing', () => trial.promise, ONCE);
  await expect(world.upstream('billing', never)).rejects.toMatchObject({ retryAfterSeconds: 1 });
  trial.resolve('well again');
  await expect(asked).resolves.toBe('well again');
  await fail(4);
  expect(await sends()).toBe(true);
});

test('a trial that fails opens it for another 10 seconds', async () => {
  await fail(5);
  await clock.advance(10_000);
  await fail(1);
  await expect(world.upstream('billing', never)).rejects.toMatchObject(OPEN);
  await clock.advance(10_000);
  expect(await sends()).toBe(true);
});

test('a trial of a caller who left proves nothing: it stays open', async () => {
  await fail(5);
  await clock.advance(10_000);
  const asked = world.upstream('billing', never, ONCE);
  world.end(new Error('hung up'));
  await expect(asked).rejects.toMatchObject({ name: 'CallEnded' });
  await expect(world.another()('billing', never)).rejects.toMatchObject(OPEN);
});

test.each([
  ['callers who leave do not open it', new Error('hung up'), true],
  ['time-outs of the tool do', new DeadlineExceeded('20 s'), false],
])('%s', async (_what, reason, stillSends) => {
  const asked = Array.from({ length: 5 }, () => world.upstream('billing', never, ONCE));
  world.end(reason);
  await Promise.allSettled(asked);
  let sent = false;
  await world
    .another()('billing', () => (sent = true))
    .catch(() => undefined);
  expect(sent).toBe(stillSends);
});

test('answers that the author understood are no failures, and close it', async () => {
  await fail(20, 'billing', notFound('There is no such invoice.'));
  expect(await sends()).toBe(true);
  await fail(5);
  await clock.advance(10_000);
  await fail(1, 'billing', notFound('There is no such invoice.'));
  expect(await sends()).toBe(true);
});

test('it opens in the middle of repetitions, which then stop', async () => {
  await fail(4);
  const send = jest.fn(() => Promise.reject(reset()));
  const asked = world.upstream('billing', send, { retries: 2 });
  asked.catch(() => undefined);
  await clock.advance(5_000);
  await expect(asked).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(send).toHaveBeenCalledTimes(1);
});

test('a clock that was set back does not keep it open', async () => {
  await fail(5);
  const back = clock.now() - 3_600_000;
  jest.spyOn(clock, 'now').mockImplementation(() => back);
  expect(await sends()).toBe(true);
});

test('the circuits of 64 names are kept; the one that was not used for longest is forgotten', () => {
  const circuitOf = createCircuits(clock);
  const first = circuitOf('name-0');
  const second = circuitOf('name-1');
  for (let count = 2; count < 64; count++) circuitOf(`name-${count}`);
  expect(circuitOf('name-0')).toBe(first);
  circuitOf('name-64');
  expect(circuitOf('name-0')).toBe(first);
  expect(circuitOf('name-1')).not.toBe(second);
});
