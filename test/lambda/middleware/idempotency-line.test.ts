import { MemoryIdempotencyStore } from '../../../lambda/state/idempotency/memory-store';
import { succeeded, type AcceptedCall, type Next } from '../../../lambda/call';
import { notFound } from '../../../lambda/tools';
import { guardedPipeline } from '../../idempotency/guarded-pipeline';
import { Refunds } from '../../idempotency/refunds';
import { UnsteadyStore } from '../../idempotency/unsteady-store';
import { ManualClock, settle } from '../../support/manual-clock';

const BARE = { invoice: 'i-1' };
const KEY = { ...BARE, idempotencyKey: 'k-1' };
const DONE = succeeded({ content: [{ type: 'text', text: 'done' }] });

function site(inner: Next<AcceptedCall> = () => Promise.resolve(DONE)) {
  const clock = new ManualClock();
  const store = new UnsteadyStore(new MemoryIdempotencyStore());
  const made = guardedPipeline(new Refunds().module, { store, clock, inner });
  return { ...made, store, clock };
}

/** What the line of a call with a key says at its end. */
async function lineAfter(inner?: Next<AcceptedCall>): Promise<unknown> {
  const desk = site(inner);
  const { lines } = desk;
  await desk.call('refund', KEY);
  return lines[0]?.idempotency;
}

it('says nothing of a read', async () => {
  const desk = site();
  const { lines } = desk;
  await desk.call('look', BARE);
  expect(lines).toEqual([{ requestId: 'request-1' }]);
});

it('says that a call has no key', async () => {
  const desk = site();
  const { lines } = desk;
  await desk.call('annotate', BARE);
  expect(lines[0]).toEqual({ requestId: 'request-1', idempotency: 'unkeyed' });
});

it('says whose key it is, and under which id an operator finds the record', async () => {
  const desk = site();
  const { lines } = desk;
  await desk.call('refund', KEY);
  await desk.call('refund', BARE);
  expect(lines).toMatchObject([{ idempotencyKey: 'explicit' }, { idempotencyKey: 'derived' }]);
  for (const { idempotencyId } of lines) expect(idempotencyId).toEqual(expect.stringMatching(/./));
  expect(lines[0]?.idempotencyId).not.toBe(lines[1]?.idempotencyId);
});

it('says that the call is claimed while it runs: a line that was cut short shows it', async () => {
  const during: unknown[] = [];
  const desk = site(() => {
    during.push(desk.lines[0]?.idempotency);
    return Promise.resolve(DONE);
  });
  await desk.call('refund', KEY);
  expect(during).toEqual(['claimed']);
});

it('says what became of the key', async () => {
  expect(await lineAfter()).toBe('complete');
  expect(await lineAfter(() => Promise.reject(notFound('no such invoice')))).toBe('release');
  expect(await lineAfter(() => Promise.reject(new Error('lost')))).toBe('unknown');
});

it('says that the record was another’s when the call came to its end', async () => {
  const desk = site();
  const { lines, store } = desk;
  store.complete = () => Promise.resolve(false);
  expect(await desk.call('refund', KEY)).toBe(DONE);
  expect(lines[0]).toMatchObject({ idempotency: 'lost' });
});

it.each<[string, unknown, RegExp]>([
  ['an error', new TypeError('the table is gone'), /^TypeError: the table is gone\n/],
  ['a long text', 'x'.repeat(2_000), /^x{500}$/],
  ['what has no text', Object.create(null), /^\(object without a text\)$/],
])('says why the result could not be kept: %s', async (_case, thrown, cause) => {
  const desk = site();
  const { clock, lines, store } = desk;
  store.complete = () => Promise.reject(thrown);
  const answer = desk.call('refund', KEY);
  for (let step = 0; step < 20; step += 1) {
    await settle();
    await clock.advance(10);
  }
  expect(await answer).toBe(DONE);
  expect(lines[0]).toMatchObject({
    idempotency: 'unsettled',
    idempotencyCause: expect.stringMatching(cause),
  });
});

it('names the call that was there before', async () => {
  const desk = site();
  const { lines } = desk;
  await desk.call('refund', KEY);
  await desk.call('refund', KEY);
  await desk.call('refund', { ...KEY, amount: 7 });
  expect(lines[1]).toMatchObject({
    policy: 'idempotency',
    decision: 'replayed',
    idempotency: 'completed',
    firstRequestId: 'request-1',
    Replays: 1,
  });
  expect(lines[2]).toMatchObject({
    policy: 'idempotency',
    idempotency: 'conflict',
    firstRequestId: 'request-1',
  });
  expect(lines[2]).not.toHaveProperty('decision');
});
