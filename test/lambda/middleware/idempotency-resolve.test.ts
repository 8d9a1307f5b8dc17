import { explicitId, resolveUnknown } from '../../../lambda/idempotency/resolve-unknown';
import { MemoryIdempotencyStore } from '../../../lambda/state/idempotency/memory-store';
import type { IdempotencyStore } from '../../../lambda/state/idempotency/store';
import { brief, textsOf } from '../../idempotency/answers';
import { ANA, guardedPipeline, type GuardedPipeline } from '../../idempotency/guarded-pipeline';
import { Refunds } from '../../idempotency/refunds';
import { UnsteadyStore } from '../../idempotency/unsteady-store';
import { Deferred, ManualClock } from '../../support/manual-clock';

const KEY = { invoice: 'i-1', idempotencyKey: 'k-1' };
let clock: ManualClock;
let refunds: Refunds;
let store: IdempotencyStore;
let site: GuardedPipeline;
let audit: object[];

beforeEach(() => {
  clock = new ManualClock();
  refunds = new Refunds();
  store = new MemoryIdempotencyStore();
  site = guardedPipeline(refunds.module, { store, clock });
  audit = [];
});

const send = async (args: object = KEY): Promise<string> => brief(await site.call('refund', args));
const idOf = (line: number): string => String(site.lines[line]?.idempotencyId);
const resolve = (id: string, verdict: 'executed' | 'not_executed') =>
  resolveUnknown(
    { store, clock, writeLine: (message, fields) => void audit.push({ message, ...fields }) },
    { id, operator: 'ops@example.com', reason: 'the ledger says so' },
    verdict,
  );

async function lose(args: object = KEY): Promise<void> {
  refunds.ending = () => Promise.reject(new Error('lost'));
  await send(args);
  refunds.ending = () => 'done';
}

it("'not_executed' frees the key, and leaves an audit line", async () => {
  await lose();
  expect(await send()).toBe('OUTCOME_UNKNOWN unknown');
  expect(await resolve(idOf(1), 'not_executed')).toEqual({ kind: 'resolved' });
  expect(audit).toEqual([
    {
      message: 'idempotency resolution',
      idempotencyId: idOf(0),
      operator: 'ops@example.com',
      reason: 'the ledger says so',
      verdict: 'not_executed',
      resolution: 'resolved',
      tool: 'refund',
      firstRequestId: 'request-1',
      claimedAt: clock.now(),
    },
  ]);
  expect(await send()).toBe('result');
  expect(await send()).toBe('replay');
});

it("'executed' tells later calls that it ran", async () => {
  await lose({ invoice: 'derived' });
  expect(await resolve(idOf(0), 'executed')).toEqual({ kind: 'resolved' });
  const told = await site.call('refund', { invoice: 'derived' });
  expect(brief(told)).toBe('OUTPUT_INVALID executed');
  expect(textsOf(told)[0]).toContain('The call ran, but its result was not kept. Do not repeat it');
  expect(refunds.runs).toHaveLength(1);
});

it('an operator finds the record by the key too', async () => {
  await lose();
  expect(explicitId({ ...ANA, tool: 'refund' }, 'k-1')).toBe(idOf(0));
  expect(() => explicitId({ ...ANA, tool: 'refund' }, '')).toThrow('1 to 200 characters');
});

it('only what is unknown is resolved, and every attempt is audited', async () => {
  const begun = new Deferred<void>();
  refunds.ending = () => {
    begun.resolve();
    return new Promise(() => undefined);
  };
  const other = new ManualClock();
  void guardedPipeline(refunds.module, { store, clock: other }).call('refund', KEY);
  await begun.promise;
  const id = explicitId({ ...ANA, tool: 'refund' }, 'k-1');
  const deadlineAt = clock.now() + 30_000;
  expect(await resolve(id, 'not_executed')).toEqual({ kind: 'in_progress', deadlineAt });
  await clock.advance(30_000);
  expect(await resolve(id, 'executed')).toEqual({ kind: 'resolved' });
  expect(await resolve(id, 'not_executed')).toEqual({ kind: 'completed' });
  expect(await resolve('none', 'executed')).toEqual({ kind: 'absent' });
  expect(audit.map((line) => ('resolution' in line ? line.resolution : undefined))).toEqual([
    'in_progress',
    'resolved',
    'completed',
    'absent',
  ]);
});

it('of an operator and an owner who comes back, one is heard', async () => {
  await lose();
  const unsteady = new UnsteadyStore(store);
  const [id, shared] = [idOf(0), store];
  const { owner = '' } = (await shared.read(id, clock.now())) ?? {};
  unsteady.weather = (operation) => {
    if (operation === 'resolve') void shared.resolve({ id, owner }, 'not_executed', '');
    return 'fine';
  };
  store = unsteady;
  expect(await resolve(idOf(0), 'executed')).toEqual({ kind: 'changed' });
});
