import { callerHash } from '../../../lambda/idempotency/call-key';
import { replayOf, brief, textsOf } from '../../idempotency/answers';
import { ANA } from '../../idempotency/guarded-pipeline';
import { KEY, STORES, Site, openStores } from '../../idempotency/site';

let stores: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.stop());

describe.each(STORES)('idempotency: which calls are the same, over %s', (name) => {
  let site: Site;
  beforeEach(async () => {
    site = new Site(await stores.open(name));
  });

  it('replays the result, and says when the call ran and how to run it again', async () => {
    const first = await site.call('refund', KEY);
    await site.clock.advance(90_000);
    const second = await site.call('refund', KEY);
    expect(site.refunds.runs).toHaveLength(1);
    expect(textsOf(first)).toEqual(['refund 1']);
    expect(textsOf(second)).toEqual([
      'refund 1',
      'This is the answer of the call that ran at 2026-11-20T12:00:00Z; it was not run again. ' +
        'To run it again deliberately, give a new idempotencyKey.',
    ]);
    expect(replayOf(first)).toBeUndefined();
    expect(replayOf(second)).toEqual({
      firstRunAt: '2026-11-20T12:00:00Z',
      firstRequestId: 'request-1',
      newKeyArgument: 'idempotencyKey',
    });
    expect(await site.send({ ...KEY, idempotencyKey: 'k-2' })).toBe('result');
    expect(site.refunds.runs).toHaveLength(2);
  });

  it('keeps whose call it was, by hash, with a key and without', async () => {
    await site.call('refund', KEY);
    await site.call('refund', { invoice: 'i-2' });
    for (const { idempotencyId } of site.pipeline.lines) {
      const record = await site.store.read(String(idempotencyId), site.clock.now());
      expect(record?.caller).toBe(callerHash(ANA));
      expect(JSON.stringify(record)).not.toMatch(/ana|acme/);
    }
  });

  it('replays the structure as it was, for clients that check it', async () => {
    await site.call('structured', { ...KEY, amount: 7 });
    const again = await site.call('structured', { ...KEY, amount: 7 });
    expect(again).toMatchObject({ kind: 'result', result: { structuredContent: { refunded: 7 } } });
    expect(textsOf(again)[0]).toBe('{"refunded":7}');
  });

  it('knows the same call without a key for 10 minutes', async () => {
    const bare = { invoice: 'i-1', amount: 2 };
    expect(await site.send(bare)).toBe('result');
    expect(await site.send({ amount: 2, invoice: 'i-1' })).toBe('replay');
    await site.clock.advance(599_999);
    expect(await site.send(bare)).toBe('replay');
    await site.clock.advance(1);
    expect(await site.send(bare)).toBe('result');
    expect(site.refunds.runs).toHaveLength(2);
  });

  it('keeps a given key for 7 days', async () => {
    expect(await site.send()).toBe('result');
    await site.clock.advance(7 * 86_400_000 - 1);
    expect(await site.send()).toBe('replay');
    await site.clock.advance(1);
    expect(await site.send()).toBe('result');
  });

  it('takes a key from _meta, and none from the request', async () => {
    const meta = { 'cdk-mcp-service/idempotencyKey': 'k-1' };
    expect(await site.send({ invoice: 'i-1' }, { meta })).toBe('result');
    expect(await site.send({ invoice: 'i-2' }, { meta })).toBe('IDEMPOTENCY_CONFLICT not_executed');
    expect(await site.send(KEY)).toBe('replay');
    expect(await site.send({ invoice: 'i-3' }, { requestId: '1' })).toBe('result');
    expect(await site.send({ invoice: 'i-4' }, { requestId: '1' })).toBe('result');
  });

  it('refuses the key with other arguments, in every state of the record', async () => {
    const other = { ...KEY, amount: 3 };
    const { answer, end } = await site.begin();
    expect(await site.send(other)).toBe('IDEMPOTENCY_CONFLICT not_executed');
    end.resolve('done');
    await answer;
    expect(await site.send(other)).toBe('IDEMPOTENCY_CONFLICT not_executed');
    site.refunds.ending = () => Promise.reject(new Error('lost'));
    expect(await site.send({ ...KEY, idempotencyKey: 'k-2' })).toBe('INTERNAL unknown');
    expect(await site.send({ ...other, idempotencyKey: 'k-2' })).toBe('IDEMPOTENCY_CONFLICT not_executed');
    expect(site.refunds.runs).toHaveLength(2);
  });

  it('refuses a key that is none', async () => {
    for (const idempotencyKey of ['', 'x'.repeat(201), true, {}, 1.5])
      expect(await site.send({ ...KEY, idempotencyKey })).toBe('INVALID_ARGUMENTS not_executed');
    expect(await site.send({ ...KEY, idempotencyKey: 12 })).toBe('result');
    expect(await site.send({ ...KEY, idempotencyKey: 'x'.repeat(200) })).toBe('result');
  });

  it('shows no caller the record of another: tenant, subject and tool are part of the key', async () => {
    await site.send();
    const others = [{ tenant: 'other' }, { tenant: undefined }, { subject: 'bob' }];
    for (const other of others) expect(await site.send(KEY, { caller: { ...ANA, ...other } })).toBe('result');
    expect(await site.send(KEY, {}, 'annotate')).toBe('result');
    expect(await site.send(KEY, { caller: { ...ANA, agent: 'registered anew' } })).toBe('replay');
    const bare = { invoice: 'i-9' };
    await site.send(bare);
    for (const other of [...others, { agent: 'other' }, { agent: undefined }])
      expect(await site.send(bare, { caller: { ...ANA, ...other } })).toBe('result');
  });

  it('hands the advertised key to no handler, and its own argument to the tool that names one', async () => {
    await site.call('own_key', { order: 'o-1', idempotencyKey: 'its own' });
    expect(brief(await site.call('own_key', { order: 'o-1', idempotencyKey: 'its own' }))).toBe('replay');
    expect(textsOf(await site.call('own_key', { order: 'o-1' }))[0]).toContain('Give a new order');
    expect(site.refunds.runs).toEqual(['{"order":"o-1","idempotencyKey":"its own"}']);
  });

  it('runs as often as it is sent where the tool derives no key, and reads always do', async () => {
    const bare = { invoice: 'i-1' };
    for (const tool of ['annotate', 'look']) {
      expect(await site.send(bare, {}, tool)).toBe('result');
      expect(await site.send(bare, {}, tool)).toBe('result');
    }
    expect(await site.send(KEY, {}, 'annotate')).toBe('result');
    expect(await site.send(KEY, {}, 'annotate')).toBe('replay');
  });
});
