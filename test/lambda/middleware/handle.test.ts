import { z } from 'zod';
import { handle } from '../../../lambda/middleware/handle';
import { tool, type ToolContext } from '../../../lambda/tools';
import { makeCall } from './made-call';

type Handler = (args: { id: string }, context: ToolContext) => string | Promise<string>;

/** The handler of one call, run with a signal of its own. */
async function handled(handler: Handler) {
  const input = z.object({ id: z.string().default('none') });
  const made = makeCall(tool({ description: 'Acts.', effect: 'write', timeoutMs: 700, input, handler }));
  const { signal } = new AbortController();
  return { ...made, signal, outcome: handle({ ...(await made.accept()), signal }) };
}

it('runs the handler once with the accepted arguments, the call’s signal and the tool’s bounds', async () => {
  const seen: unknown[] = [];
  const { outcome, given, signal } = await handled((args, context) => {
    seen.push(args, context.signal, context.requestId, context.caller.subject);
    return 'done';
  });
  expect(await outcome).toEqual({ kind: 'reply', reply: 'done' });
  expect(seen).toEqual([{ id: 'none' }, expect.any(AbortSignal), 'request-1', 'ana']);
  expect(seen[1]).toBe(signal);
  expect(given).toMatchObject([{ bounds: { effect: 'write', timeoutMs: 700 } }]);
});

it('waits for a reply that comes later, and judges none', async () => {
  expect(await (await handled(() => Promise.resolve('\u001b[31m'))).outcome).toEqual({
    kind: 'reply',
    reply: '\u001b[31m',
  });
});

it('hands on what the handler throws, at once or later, as a rejection', async () => {
  const error = new TypeError('broken');
  const thrown = await handled(() => {
    throw error;
  });
  await expect(thrown.outcome).rejects.toBe(error);
  await expect((await handled(() => Promise.reject(error))).outcome).rejects.toBe(error);
});
