import { ToolError, conflict, notFound, transient } from '../../../lambda/tools';
import { brief, textsOf } from '../../idempotency/answers';
import { guardedPipeline } from '../../idempotency/guarded-pipeline';
import { KEY, STORES, Site, openStores } from '../../idempotency/site';
import { Deferred, ManualClock } from '../../support/manual-clock';

let stores: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.stop());

/** What is refused while the first call runs or is lost; 20 s for the handler, 5 s for the rule, 5 s to write. */
const DEADLINE_MS = 30_000;

describe.each(STORES)('idempotency: how a call ends, over %s', (name) => {
  let site: Site;
  beforeEach(async () => {
    site = new Site(await stores.open(name));
  });

  it('answers IN_PROGRESS while the call runs, with the time after which to ask again', async () => {
    const { answer, end } = await site.begin();
    const early = await site.call('refund', KEY);
    expect(early).toMatchObject({ error: { code: 'IN_PROGRESS', retryable: true, retryAfterSeconds: 1 } });
    await site.clock.advance(12_000);
    expect(await site.call('refund', KEY)).toMatchObject({ error: { retryAfterSeconds: 12 } });
    await site.clock.advance(7_999);
    expect(await site.call('refund', KEY)).toMatchObject({ error: { retryAfterSeconds: 11 } });
    end.resolve('done');
    await answer;
    expect(await site.send()).toBe('replay');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('a lost owner: IN_PROGRESS to the last millisecond, then OUTCOME_UNKNOWN, never a second run', async () => {
    const begun = new Deferred<void>();
    site.refunds.ending = () => {
      begun.resolve();
      return new Promise(() => undefined);
    };
    // Its clock never moves again: the process is gone.
    const lost = guardedPipeline(site.refunds.module, { store: site.store, clock: new ManualClock() });
    void lost.call('refund', KEY, { requestId: 'lost' });
    await begun.promise;
    await site.clock.advance(DEADLINE_MS - 1);
    expect(await site.send()).toBe('IN_PROGRESS unknown');
    await site.clock.advance(1);
    const unknown = await site.call('refund', KEY);
    expect(brief(unknown)).toBe('OUTCOME_UNKNOWN unknown');
    expect(textsOf(unknown)[0]).toContain('2026-11-20T12:00:00Z (request lost)');
    expect(textsOf(unknown)[0]).toContain('giving a new idempotencyKey');
    await site.clock.advance(6 * 86_400_000);
    expect(await site.send()).toBe('OUTCOME_UNKNOWN unknown');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('a time-out spends the key', async () => {
    const { answer } = await site.begin();
    await site.clock.advance(20_000);
    expect(brief(await answer)).toBe('TIMED_OUT unknown');
    expect(await site.send()).toBe('OUTCOME_UNKNOWN unknown');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('an error that nobody foresaw spends the key', async () => {
    site.refunds.ending = () => Promise.reject(new Error('socket hang up'));
    expect(await site.send()).toBe('INTERNAL unknown');
    expect(await site.send()).toBe('OUTCOME_UNKNOWN unknown');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it.each([
    notFound('no such invoice'),
    conflict('paid already'),
    transient('the bank is closed'),
    new ToolError('APPROVAL_REQUIRED', 'a person must agree', { outcome: 'not_executed' }),
  ])('$code frees the key', async (error) => {
    site.refunds.ending = () => {
      throw error;
    };
    expect(await site.send()).toBe(`${error.code} not_executed`);
    expect(await site.send()).toBe(`${error.code} not_executed`);
    site.refunds.ending = () => 'done';
    expect(await site.send()).toBe('result');
    expect(await site.send()).toBe('replay');
    expect(site.refunds.runs).toHaveLength(3);
  });

  it('whatever the rule ends with frees the key, and a replay does not ask the rule', async () => {
    site.refunds.rule = () => {
      throw new Error('the rule broke');
    };
    expect(await site.send()).toBe('INTERNAL not_executed');
    site.refunds.rule = () => undefined;
    expect(await site.send()).toBe('result');
    site.refunds.rule = () => {
      throw conflict('refunded already');
    };
    expect(await site.send()).toBe('replay');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('keeps an error that came after the effect, and replays it as that error', async () => {
    site.refunds.ending = () => ({ refunded: 'nonsense' });
    const first = await site.call('structured', KEY);
    site.refunds.ending = () => 'fine';
    const second = await site.call('structured', KEY);
    expect([brief(first), brief(second)]).toEqual(['OUTPUT_INVALID executed', 'OUTPUT_INVALID executed']);
    expect(textsOf(second)[0]).toContain(textsOf(first)[0]);
    expect(textsOf(second)[0]).toContain('ran at 2026-11-20T12:00:00Z; it was not run again');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('keeps that a call ran whose result is too large to keep', async () => {
    site.refunds.ending = () => 'é'.repeat(200_000);
    expect(await site.send()).toBe('result');
    const again = await site.call('refund', KEY);
    expect(brief(again)).toBe('OUTPUT_INVALID executed');
    expect(textsOf(again)[0]).toMatch(/The call ran, but its result of 4000\d\d bytes was too large to keep/);
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('a caller who hangs up does not stop a write, and gets its result with the next call', async () => {
    const caller = new AbortController();
    const { answer: abandoned, end } = await site.begin({ hangUp: caller.signal });
    caller.abort();
    expect(await site.send(KEY)).toBe('IN_PROGRESS unknown');
    end.resolve('done');
    await abandoned;
    expect(await site.send(KEY)).toBe('replay');
    expect(site.refunds.runs).toHaveLength(1);
  });

  it('of many at once one runs, and every line says what became of its call', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => site.send()));
    expect(answers.filter((answer) => answer === 'result')).toHaveLength(1);
    expect(answers.filter((answer) => !['result', 'replay', 'IN_PROGRESS unknown'].includes(answer))).toEqual(
      [],
    );
    expect(site.refunds.runs).toHaveLength(1);
    expect(await site.send()).toBe('replay');
    expect(site.pipeline.lines.filter((line) => line.idempotency === 'complete')).toHaveLength(1);
    expect(site.pipeline.lines.at(-1)).toMatchObject({
      idempotency: 'completed',
      idempotencyKey: 'explicit',
    });
    expect(new Set(site.pipeline.lines.map((line) => line.idempotencyId)).size).toBe(1);
  });
});
