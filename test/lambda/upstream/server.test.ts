/** Through the whole server: the wiring, and the call's line. */
import { z } from 'zod';
import { defineTools, tool, type ToolContext } from '../../../lambda/tools';
import { serveInProcess } from '../../support/in-process';
import { ManualClock, settle } from '../../support/manual-clock';
import { refused, reset } from './call-world';

const META = 'cdk-mcp-service/error';
const NOTHING_BEFORE = () => undefined;

function serving(
  effect: 'read' | 'write',
  handler: (context: ToolContext) => Promise<string>,
  check: (context: ToolContext) => Promise<void> | void = NOTHING_BEFORE,
) {
  const clock = new ManualClock();
  const ask = tool({
    description: 'Asks.',
    effect,
    input: z.object({}),
    timeoutMs: 1_000,
    handler: (_args, context) => handler(context),
    check: (_args, context) => check(context),
  });
  return { clock, server: serveInProcess(defineTools({ name: 'asks', tools: { ask } }), { clock }) };
}

test('use of the handler and of its rule adds up in the line of the call', async () => {
  let sent = 0;
  const flaky = async (): Promise<string> => {
    if (++sent === 1) throw reset();
    return 'ok';
  };
  const { clock, server } = serving(
    'write',
    ({ upstream }) => upstream('ledger', flaky, { effect: 'read' }),
    // A rule changes nothing: it may be repeated, whatever the tool does.
    ({ upstream }) => upstream('policy', () => undefined, { retries: 1 }),
  );
  const answer = server.call('ask', {});
  for (let step = 0; step < 9; step++) await clock.advance(100);
  expect((await answer).result).not.toHaveProperty('isError');
  expect(server.lines).toMatchObject([{ upstreamCalls: 2, upstreamRetries: 1, upstreamMs: 0 }]);
});

test('a call that was cut off has been counted', async () => {
  const { clock, server } = serving('write', ({ upstream }) =>
    upstream('ledger', () => new Promise<string>(() => undefined)),
  );
  const answer = server.call('ask', {});
  await clock.advance(0);
  await clock.advance(1_000);
  expect((await answer).result?._meta).toMatchObject({ [META]: { code: 'TIMED_OUT', outcome: 'unknown' } });
  expect(server.lines).toMatchObject([{ code: 'TIMED_OUT', upstreamCalls: 1, upstreamMs: 1_000 }]);
});

test('what a handler left behind sends nothing after its answer', async () => {
  const send = jest.fn(() => 'sent');
  let late: Promise<string> | undefined;
  const { clock, server } = serving('write', async ({ upstream }) => {
    late = new Promise<void>((resolve) => clock.after(10, resolve)).then(() => upstream('ledger', send));
    late.catch(() => undefined);
    return 'done';
  });
  expect((await server.call('ask', {})).result).not.toHaveProperty('isError');
  await clock.advance(10);
  await settle();
  await expect(late).rejects.toMatchObject({ name: 'CallEnded' });
  expect(send).not.toHaveBeenCalled();
});

test('the breaker belongs to the instance', async () => {
  const { server } = serving('write', ({ upstream }) => upstream('ledger', () => Promise.reject(refused())));
  for (let count = 0; count < 5; count++) await server.call('ask', {});
  expect((await server.call('ask', {})).result?._meta).toMatchObject({
    [META]: { code: 'UPSTREAM_UNAVAILABLE', outcome: 'not_executed', retryAfterSeconds: 10 },
  });
  expect(server.lines.at(-1)).toMatchObject({ upstreamCalls: 1, upstreamMs: 0 });
});
