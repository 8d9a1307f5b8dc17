import { MemoryIdempotencyStore } from '../../../lambda/state/idempotency/memory-store';
import { brief, textsOf } from '../../idempotency/answers';
import { guardedPipeline, type GuardedPipeline } from '../../idempotency/guarded-pipeline';
import { Refunds } from '../../idempotency/refunds';
import { UnsteadyStore, type Weather } from '../../idempotency/unsteady-store';
import { ManualClock, settle } from '../../support/manual-clock';

const KEY = { invoice: 'i-1', idempotencyKey: 'k-1' };
let clock: ManualClock;
let refunds: Refunds;
let store: UnsteadyStore;
let site: GuardedPipeline;

beforeEach(() => {
  clock = new ManualClock();
  refunds = new Refunds();
  store = new UnsteadyStore(new MemoryIdempotencyStore());
  site = guardedPipeline(refunds.module, { store, clock });
});
afterEach(() => {
  if (clock.pending > 0) throw new Error(`${clock.pending} timers were left behind`);
});

/** Only operations of that name meet the weather, the first `times` of them. */
function only(operation: string, weather: Weather, times = Infinity): void {
  let left = times;
  store.weather = (name) => (name === operation && left-- > 0 ? weather : 'fine');
}

/** Moves the clock until the call has its answer. */
async function send(args: object = KEY): Promise<string> {
  const answers: string[] = [];
  void site.call('refund', args).then((outcome) => answers.push(brief(outcome)));
  for (let step = 0; step < 400 && answers.length === 0; step += 1) {
    await settle();
    if (answers.length === 0) await clock.advance(10);
  }
  return answers[0] ?? 'no answer';
}

it('refuses a write while the store is down, before anything runs', async () => {
  only('claim', 'down');
  const startedAt = clock.now();
  const refused = await site.call('refund', KEY);
  expect(refused).toMatchObject({
    error: { code: 'STATE_UNAVAILABLE', outcome: 'not_executed', retryable: true, retryAfterSeconds: 2 },
  });
  expect(textsOf(refused)[0]).not.toContain('the store is down');
  expect(clock.now()).toBe(startedAt);
  expect(refunds.runs).toEqual([]);
  expect(site.lines[0]).toMatchObject({ idempotency: 'unavailable' });
  store.weather = () => 'fine';
  expect(await send()).toBe('result');
});

it('refuses a write 80 ms after the store fell silent', async () => {
  only('claim', 'silent');
  const answer = site.call('refund', KEY);
  let answered = false;
  void answer.then(() => (answered = true));
  await settle();
  await clock.advance(79);
  expect(answered).toBe(false);
  await clock.advance(1);
  expect(brief(await answer)).toBe('STATE_UNAVAILABLE not_executed');
  expect(refunds.runs).toEqual([]);
});

it('reads do not ask the store', async () => {
  store.weather = () => 'down';
  expect(brief(await site.call('look', { invoice: 'i-1' }))).toBe('result');
  expect(store.tried).toEqual([]);
});

it('a claim whose answer was lost is asked for once more, and the call runs', async () => {
  only('claim', 'answer lost', 1);
  expect(await send()).toBe('result');
  expect(await send()).toBe('replay');
});

it('a claim that was granted too late is given back, so that the next attempt runs', async () => {
  only('claim', 'late', 1);
  expect(await send()).toBe('STATE_UNAVAILABLE not_executed');
  store.clear();
  await settle();
  expect(store.tried).toEqual(['claim', 'release']);
  expect(await send()).toBe('result');
  expect(refunds.runs).toHaveLength(1);
});

it('a claim that may have been granted is given back too', async () => {
  only('claim', 'answer lost');
  expect(await send()).toBe('STATE_UNAVAILABLE not_executed');
  await settle();
  store.weather = () => 'fine';
  expect(await send()).toBe('result');
});

it('where it cannot be given back, it becomes OUTCOME_UNKNOWN: never a run of which nobody knows', async () => {
  store.weather = (name) => (name === 'claim' ? 'answer lost' : 'down');
  expect(await send()).toBe('STATE_UNAVAILABLE not_executed');
  store.weather = () => 'fine';
  expect(await send()).toBe('IN_PROGRESS unknown');
  await clock.advance(30_000);
  expect(await send()).toBe('OUTCOME_UNKNOWN unknown');
  expect(refunds.runs).toEqual([]);
});

it('a second attempt does not begin after the caller was refused', async () => {
  only('claim', 'late', 1);
  expect(await send()).toBe('STATE_UNAVAILABLE not_executed');
  store.weather = (name) => (name === 'claim' ? 'down' : 'fine');
  store.clear();
  await settle();
  expect(store.tried.filter((name) => name === 'claim')).toHaveLength(1);
});

it('a process that stood still after its claim does not begin, and gives it back', async () => {
  only('claim', 'late', 1);
  site = guardedPipeline(refunds.module, { store, clock, claimMs: 60_000 });
  const answer = site.call('refund', KEY);
  await clock.advance(2_500);
  store.clear();
  expect(brief(await answer)).toBe('STATE_UNAVAILABLE not_executed');
  await settle();
  expect(refunds.runs).toEqual([]);
  expect(await send()).toBe('result');
});

it.each<[Weather, number]>([
  ['down', 2],
  ['silent', 2],
  ['answer lost', 2],
])('tries three times to keep the result: %s', async (weather, times) => {
  only('complete', weather, times);
  expect(await send()).toBe('result');
  expect(store.tried.filter((name) => name === 'complete')).toHaveLength(3);
  expect(await send()).toBe('replay');
});

it.each<Weather>(['down', 'silent'])(
  'a result that cannot be kept is still the answer; the key is spent until an operator speaks: %s',
  async (weather) => {
    only('complete', weather);
    expect(await send()).toBe('result');
    expect(site.lines[0]).toMatchObject({ idempotency: 'unsettled' });
    store.weather = () => 'fine';
    expect(await send()).toBe('IN_PROGRESS unknown');
    await clock.advance(30_000);
    expect(await send()).toBe('OUTCOME_UNKNOWN unknown');
    expect(refunds.runs).toHaveLength(1);
  },
);

it('a claim that cannot be freed or marked spends the key as well', async () => {
  store.weather = (name) => (name === 'claim' ? 'fine' : 'down');
  refunds.rule = () => Promise.reject(new Error('the rule broke'));
  expect(await send()).toBe('INTERNAL not_executed');
  await clock.advance(30_000);
  expect(await send()).toBe('OUTCOME_UNKNOWN unknown');
  expect(refunds.runs).toEqual([]);
});

it('what is thrown past the other middleware may have been thrown after the effect: it spends the key', async () => {
  const inner = () => Promise.reject(new Error('nobody caught this'));
  site = guardedPipeline(refunds.module, { store, clock, inner });
  expect(await send()).toBe('INTERNAL unknown');
  expect(await send()).toBe('OUTCOME_UNKNOWN unknown');
});
