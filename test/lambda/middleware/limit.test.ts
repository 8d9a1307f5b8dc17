import { z } from 'zod';
import type { Call, Outcome } from '../../../lambda/call';
import { succeeded } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { createLimiter } from '../../../lambda/limits/limiter';
import type { ToolRates } from '../../../lambda/contract/rates';
import { createUsesOf } from '../../../lambda/limits/uses';
import { limit } from '../../../lambda/middleware/limit';
import { compileRegistry } from '../../../lambda/registry';
import { RequestLine } from '../../../lambda/request-line';
import { MemoryLimitStore } from '../../../lambda/state/limits/memory-store';
import { defineTools, tool, type Caller } from '../../../lambda/tools';
import { ManualClock } from '../../support/manual-clock';

const toolsWith = (rates?: ToolRates) =>
  defineTools({
    name: 'desk',
    tools: Object.fromEntries(
      (['read', 'write', 'destructive'] as const).map((effect) => [
        effect,
        tool({ description: 'Does it.', effect, input: z.object({}), rates, handler: () => 'done' }),
      ]),
    ),
  });

function setUp(rates?: ToolRates) {
  const clock = new ManualClock();
  const store = new MemoryLimitStore();
  const lines: Record<string, unknown>[] = [];
  const registry = compileRegistry(toolsWith(rates), '1.0.0');
  const usesOf = createUsesOf({
    caller: { perMinute: 60, burst: 8 },
    callerWrites: { perMinute: 20, burst: 4 },
    tenant: false,
    tool: false,
    callerTool: false,
  });
  const middleware = limit({ limiter: createLimiter({ store, clock }), usesOf });

  async function call(name: Effect, caller: Partial<Caller> = {}): Promise<Outcome> {
    const registered = registry.tools.get(name);
    if (!registered) throw new Error('no tool');
    const line = new RequestLine((_message, fields) => void lines.push(fields), clock);
    const incoming: Call = {
      tool: registered,
      arguments: {},
      exchange: { requestId: 'r', caller: { subject: 'ana', scopes: [], ...caller }, line },
      hangUp: new AbortController().signal,
      contextFor: () => {
        throw new Error('no handler runs here');
      },
    };
    const next = () => Promise.resolve(succeeded({ content: [{ type: 'text', text: 'done' }] }));
    const outcome = await middleware(incoming, next);
    line.end();
    return outcome;
  }
  return { clock, store, lines, call };
}

const RATE_LIMITED = { code: 'RATE_LIMITED', outcome: 'not_executed', retryable: true };

it('lets a call within its limits through, and says nothing of it', async () => {
  const { call, lines } = setUp();
  expect(await call('read')).toMatchObject({ kind: 'result' });
  expect(Object.keys(lines[0] ?? {})).toEqual(['durationMs']);
});

it('refuses above, in a sentence that names the limit and the moment', async () => {
  const { call, lines, clock } = setUp();
  for (let index = 0; index < 6; index += 1) expect(await call('read')).toMatchObject({ kind: 'result' });
  expect(await call('read')).toMatchObject({
    kind: 'error',
    error: {
      ...RATE_LIMITED,
      retryAfterSeconds: 1,
      message:
        'The limit on calls of this caller is used up: 60 a minute, and 8 on top. Nothing was done; call again in 1 second.',
    },
  });
  expect(lines.at(-1)).toMatchObject({ policy: 'limit', limit: 'calls of this caller' });
  expect(await call('read', { subject: 'bea' })).toMatchObject({ kind: 'result' });
  expect(await call('read', { tenant: 'acme' })).toMatchObject({ kind: 'result' });
  await clock.advance(1_000);
  expect(await call('read')).toMatchObject({ kind: 'result' });
});

it('limits what changes something more than reads, all such tools together', async () => {
  const { call } = setUp();
  for (const effect of ['write', 'destructive', 'write'] as const)
    expect(await call(effect)).toMatchObject({ kind: 'result' });
  expect(await call('destructive')).toMatchObject({
    error: {
      ...RATE_LIMITED,
      message:
        'The limit on calls of this caller that change something is used up: 20 a minute, and 4 on top. Nothing was done; call again in 2 seconds.',
      retryAfterSeconds: 2,
    },
  });
  // The refused write took nothing from the caller's calls.
  for (let index = 0; index < 3; index += 1) expect(await call('read')).toMatchObject({ kind: 'result' });
  expect(await call('read')).toMatchObject({ kind: 'error' });
});

it('counts a dear call for more', async () => {
  const { call } = setUp({ cost: 3 });
  expect(await call('read')).toMatchObject({ kind: 'result' });
  expect(await call('read')).toMatchObject({ kind: 'result' });
  expect(await call('read')).toMatchObject({ error: { ...RATE_LIMITED, retryAfterSeconds: 3 } });
});

describe('while the store does not answer', () => {
  const down = (rates?: ToolRates) => {
    const desk = setUp(rates);
    desk.store.take = () => Promise.reject(new TypeError('connect ECONNREFUSED 10.0.0.7:443'));
    return desk;
  };

  it('reads are let through, everything else is not, and both are counted', async () => {
    const { call, lines } = down();
    expect(await call('read')).toMatchObject({ kind: 'result' });
    for (const effect of ['write', 'destructive'] as const)
      expect(await call(effect)).toMatchObject({
        kind: 'error',
        error: {
          code: 'STATE_UNAVAILABLE',
          outcome: 'not_executed',
          retryable: true,
          retryAfterSeconds: 1,
          message:
            'Whether this call is within its limits cannot be told right now. Nothing was done; call again in a moment.',
          cause: expect.any(Error),
        },
      });
    expect(lines.map(({ limitStore }) => limitStore)).toEqual(Array(3).fill('unavailable'));
    expect(lines[0]).toMatchObject({ limitStoreFailure: 'TypeError' });
    expect(JSON.stringify(lines)).not.toContain('10.0.0.7');
  });

  it.each<[string, unknown, string]>([
    ['a long name', Object.assign(new Error('a'), { name: 'N'.repeat(99) }), 'N'.repeat(64)],
    ['no error', 'connect ECONNREFUSED 10.0.0.7:443', 'string'],
  ])('the line names the failure, and nothing that it says: %s', async (_case, failure, name) => {
    const { call, lines, store } = setUp();
    store.take = () => Promise.reject(failure);
    await call('read');
    expect(lines[0]).toMatchObject({ limitStore: 'unavailable', limitStoreFailure: name });
  });

  it('a tool’s own choice holds', async () => {
    expect(await down({ whenUnavailable: 'deny' }).call('read')).toMatchObject({ kind: 'error' });
    expect(await down({ whenUnavailable: 'allow' }).call('destructive')).toMatchObject({ kind: 'result' });
  });

  it('limits are kept again when it does, without a restart', async () => {
    const { call, store, clock } = setUp();
    const take = store.take.bind(store);
    store.take = () => Promise.reject(new Error('down'));
    expect(await call('write')).toMatchObject({ kind: 'error' });
    store.take = take;
    await clock.advance(1_000);
    expect(await call('write')).toMatchObject({ kind: 'result' });
  });
});
