/** A person approves exactly one call, with exactly these arguments. */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { DEFAULT_RATES } from '../../../lambda/contract';
import { conflict, defineTools, tool } from '../../../lambda/tools';
import { MemoryApprovalStore } from '../../../lambda/state/approvals/memory-store';
import type { ApprovalStore, Ticket } from '../../../lambda/state/approvals/approvals';
import { serveInProcess } from '../../support/in-process';
import { AUDIENCE, startIssuer, type Issuer } from '../../support/issuer';
import { ManualClock } from '../../support/manual-clock';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

/** What it lists is a moment old: whoever asks meanwhile is not in it. */
class SlowApprovalStore extends MemoryApprovalStore {
  override async list(now: number): Promise<readonly Ticket[]> {
    const tickets = await super.list(now);
    await setTimeout(50);
    return tickets;
  }
}

/** A desk that refunds, with whatever stands between an agent and the money. */
function refunds(store: ApprovalStore = new MemoryApprovalStore()) {
  const runs: string[] = [];
  const clock = new ManualClock();
  const module = defineTools({
    name: 'refunds',
    tools: {
      refund: tool({
        description: 'Refunds.',
        effect: 'destructive',
        input: z.object({ order: z.string(), cents: z.number(), note: z.string().optional() }),
        check: ({ order }) => {
          if (order === 'refunded') throw conflict('It is refunded already.');
        },
        handler: ({ order }) => {
          runs.push(order);
          return `refunded ${order}`;
        },
      }),
      pay: tool({
        description: 'Pays.',
        effect: 'write',
        input: z.object({ cents: z.number() }),
        approval: ({ cents }, { subject }) => {
          if (cents === 13) throw new Error('unlucky');
          return cents > 1_000 && subject !== 'treasurer';
        },
        handler: () => 'paid',
      }),
    },
  });
  const server = serveInProcess(module, {
    clock,
    approvalStore: store,
    settings: {
      auth: { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE },
      // What is tried here is how often people are asked.
      rates: { ...DEFAULT_RATES, caller: false, callerWrites: false },
    },
  });
  const scope = 'destructive read write';
  const call = async (name: string, args: object, claims: object = {}): Promise<Answer> => {
    const token = await issuer.token({ scope, ...claims });
    const { result } = await server.call(name, args, { authorization: `Bearer ${token}` });
    const meta = result?._meta as Record<string, { code?: string }> | undefined;
    const content = result?.content as readonly { text?: string }[] | undefined;
    const text = content?.[0]?.text ?? '';
    return {
      code: meta?.['cdk-mcp-service/error']?.code,
      text,
      ticket: /ticket (\S+),/.exec(text)?.[1] ?? '',
    };
  };
  const decide = (id: string, approve: boolean, reason?: string) =>
    store.decide({ id, approve, by: 'ben', at: clock.now(), ...(reason !== undefined && { reason }) });
  return { server, runs, clock, call, decide, store };
}

interface Answer {
  readonly code?: string;
  readonly text: string;
  readonly ticket: string;
}

const REFUND = { order: '7', cents: 500 };

test('asks, waits, runs once, and replays', async () => {
  const { server, runs, call, decide } = refunds();
  const asked = await call('refund', REFUND);
  expect([asked.code, runs]).toEqual(['APPROVAL_REQUIRED', []]);
  expect(server.lines.at(-1)).toMatchObject({
    ticket: asked.ticket,
    approval: 'pending',
    code: 'APPROVAL_REQUIRED',
  });
  expect((await call('refund', REFUND)).ticket).toBe(asked.ticket);
  await decide(asked.ticket, true);
  expect((await call('refund', REFUND)).text).toContain('refunded 7');
  expect(server.lines.at(-1)).toMatchObject({ ticket: asked.ticket, approval: 'used', decidedBy: 'ben' });
  expect((await call('refund', REFUND)).text).toContain('refunded 7');
  expect(runs).toEqual(['7']);
});

test('a second call after the first is a second question', async () => {
  const { runs, call, decide } = refunds();
  const { ticket } = await call('refund', { ...REFUND, idempotencyKey: 'a' });
  await decide(ticket, true);
  await call('refund', { ...REFUND, idempotencyKey: 'a' });
  const second = await call('refund', { ...REFUND, idempotencyKey: 'b' });
  expect([second.code, second.ticket === ticket, runs]).toEqual(['APPROVAL_REQUIRED', false, ['7']]);
});

test('other arguments, another caller and another agent neither use the approval nor lose it', async () => {
  const { runs, call, decide } = refunds();
  const { ticket } = await call('refund', REFUND);
  await decide(ticket, true);
  for (const [args, claims] of [
    [{ ...REFUND, cents: 501 }, {}],
    [{ ...REFUND, note: 'x' }, {}],
    [REFUND, { sub: 'eve' }],
    [REFUND, { client_id: 'agent-2' }],
  ] as const) {
    expect((await call('refund', args, claims)).code).toBe('APPROVAL_REQUIRED');
  }
  expect(runs).toEqual([]);
  expect((await call('refund', REFUND)).text).toContain('refunded 7');
});

test('a person says no, and why', async () => {
  const { runs, call, decide } = refunds();
  const { ticket } = await call('refund', REFUND);
  await decide(ticket, false, 'not without the receipt');
  const denied = await call('refund', REFUND);
  expect([denied.code, runs]).toEqual(['APPROVAL_DENIED', []]);
  expect(denied.text).toContain('not without the receipt');
});

test('an approval ends, and is asked anew', async () => {
  const { runs, clock, call, decide } = refunds();
  const { ticket } = await call('refund', REFUND);
  await decide(ticket, true);
  await clock.advance(30 * 60_000);
  const late = await call('refund', REFUND);
  expect([late.code, late.ticket === ticket, runs]).toEqual(['APPROVAL_REQUIRED', false, []]);
});

test('the rule of the tool refuses before a person is asked', async () => {
  const { call, store, clock } = refunds();
  expect((await call('refund', { ...REFUND, order: 'refunded' })).code).toBe('CONFLICT');
  expect(await store.list(clock.now())).toEqual([]);
});

test.each([
  [1_000, 'ana', undefined],
  [1_001, 'ana', 'APPROVAL_REQUIRED'],
  [1_001, 'treasurer', undefined],
  [13, 'ana', 'APPROVAL_REQUIRED'],
])('%i cents of %s: %s', async (cents, sub, code) => {
  const { call } = refunds();
  expect((await call('pay', { cents }, { sub })).code).toBe(code);
});

test('an approved call that is sent a hundred times at once runs once', async () => {
  const { runs, call, decide } = refunds();
  const { ticket } = await call('refund', REFUND);
  await decide(ticket, true);
  await Promise.all(
    Array.from({ length: 100 }, (_, key) => call('refund', { ...REFUND, idempotencyKey: `${key}` })),
  );
  expect(runs).toEqual(['7']);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'approved by two, denied by one and over, all at the same moment as retries: one outcome (%i)',
  async (turn) => {
    const { runs, call, clock, store } = refunds();
    const { ticket } = await call('refund', REFUND);
    const over = clock.now() + 30 * 60_000;
    await clock.advance(30 * 60_000 - 1);
    const decisions = [
      { by: 'ben', approve: true, at: clock.now() },
      { by: 'cleo', approve: true, at: clock.now() },
      { by: 'dan', approve: false, reason: 'no', at: clock.now() },
      { by: 'late', approve: true, at: over },
    ];
    const order = decisions.map((_, index) => decisions[(index + turn) % decisions.length] ?? decisions[0]);
    const answers = await Promise.all([
      ...order.map((decision) => store.decide({ id: ticket, by: '', approve: false, at: 0, ...decision })),
      ...Array.from({ length: 20 }, (_, key) => call('refund', { ...REFUND, idempotencyKey: `${key}` })),
    ]);
    const taken = order.filter((_, index) => {
      const answer = answers[index];
      return answer !== undefined && 'kind' in answer && answer.kind === 'decided';
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.by).not.toBe('late');
    const again = await call('refund', { ...REFUND, idempotencyKey: 'again' });
    const approved = taken[0]?.approve === true;
    // It ran for one of the retries, or for the last one.
    expect([runs, again.code === 'APPROVAL_DENIED']).toEqual([approved ? ['7'] : [], !approved]);
  },
);

test('an agent that loops asks five times, and is then refused', async () => {
  const { call, store, clock } = refunds();
  const codes: (string | undefined)[] = [];
  for (let cents = 0; cents < 8; cents++) codes.push((await call('refund', { ...REFUND, cents })).code);
  expect(codes.slice(4)).toEqual(['APPROVAL_REQUIRED', 'RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED']);
  expect(await store.list(clock.now())).toHaveLength(5);
  expect((await call('refund', REFUND, { sub: 'somebody else' })).code).toBe('APPROVAL_REQUIRED');
});

test('a flood that is sent at once asks no more often than one that is sent in turn', async () => {
  const { call, store, clock, runs } = refunds(new SlowApprovalStore());
  const flood = Array.from({ length: 60 }, (_, cents) => call('refund', { ...REFUND, cents }));
  const codes = (await Promise.all(flood)).map(({ code }) => code);
  expect(await store.list(clock.now())).toHaveLength(5);
  expect([codes.filter((code) => code === 'APPROVAL_REQUIRED').length, runs]).toEqual([5, []]);
  await clock.advance(60_000);
  await call('pay', { cents: 2_000 });
  expect(await store.list(clock.now())).toHaveLength(6);
});

test('those who ask the same at once share a ticket', async () => {
  const { call, store, clock } = refunds();
  const answers = await Promise.all(Array.from({ length: 60 }, () => call('refund', REFUND)));
  const asked = answers.filter(({ code }) => code === 'APPROVAL_REQUIRED');
  expect([asked.length > 0, new Set(asked.map(({ ticket }) => ticket)).size]).toEqual([true, 1]);
  expect(await store.list(clock.now())).toHaveLength(1);
});

test('secrets and text that hides are kept from whoever decides', async () => {
  const { call, store, clock } = refunds();
  await call('refund', { ...REFUND, note: 'password=hunter2 \u202eevil' });
  const [ticket] = await store.list(clock.now());
  expect(ticket?.arguments).not.toMatch(/hunter2|\u202e/);
});

test('a store that is down refuses', async () => {
  const down = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7'));
  const { runs, call } = refunds({ ask: down, use: down, find: down, decide: down, list: down });
  const refused = await call('refund', REFUND);
  expect([refused.code, runs]).toEqual(['STATE_UNAVAILABLE', []]);
  expect(refused.text).not.toContain('10.0.0.7');
});
