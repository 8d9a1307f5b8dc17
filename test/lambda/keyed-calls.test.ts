import { z } from 'zod';
import { defineTools, tool } from '../../lambda/tools';
import { serveInProcess } from '../support/in-process';

/** A tool that counts its runs and shows what it was given. */
function refunds() {
  const runs: object[] = [];
  const module = defineTools({
    name: 'refunds',
    tools: {
      refund: tool({
        description: 'Refunds.',
        effect: 'destructive',
        approval: 'never',
        input: z.object({ order: z.string() }),
        handler: (args) => {
          runs.push(args);
          return `refund ${runs.length}`;
        },
      }),
      look: tool({ description: 'Looks.', effect: 'read', input: z.object({}), handler: () => 'seen' }),
    },
  });
  return { runs, server: serveInProcess(module) };
}

const textOf = ({ result }: { result?: Record<string, unknown> }) =>
  (result?.content as { text: string }[] | undefined)?.[0]?.text;

it('advertises the key on tools with an effect, and keeps it from the handler', async () => {
  const { runs, server } = refunds();
  const { result } = await server.rpc('tools/list');
  expect(result?.tools).toMatchObject([
    {
      name: 'refund',
      inputSchema: { properties: { order: {}, idempotencyKey: { type: 'string' } }, required: ['order'] },
    },
    { name: 'look', inputSchema: { properties: {} } },
  ]);
  await server.call('refund', { order: '7', idempotencyKey: 'a' });
  expect(runs).toEqual([{ order: '7' }]);
});

it.each([
  ['strict', z.strictObject({ order: z.string() })],
  ['loose', z.looseObject({ order: z.string() })],
])('keeps the key from a %s input too', async (_kind, input) => {
  const seen: object[] = [];
  const module = defineTools({
    name: 'refunds',
    tools: {
      refund: tool({
        description: 'Refunds.',
        effect: 'write',
        input,
        handler: (args) => {
          seen.push(args);
          return 'done';
        },
      }),
    },
  });
  await serveInProcess(module).call('refund', { order: '7', idempotencyKey: 'a' });
  expect(seen).toEqual([{ order: '7' }]);
});

it('runs once for one key, again for another, and refuses other arguments under the first', async () => {
  const { runs, server } = refunds();
  const first = await server.call('refund', { order: '7', idempotencyKey: 'a' });
  const again = await server.call('refund', { order: '7', idempotencyKey: 'a' });
  const other = await server.call('refund', { order: '7', idempotencyKey: 'b' });
  const misused = await server.call('refund', { order: '8', idempotencyKey: 'a' });
  expect([first, again, other].map(textOf)).toEqual(['refund 1', 'refund 1', 'refund 2']);
  expect(JSON.stringify(misused.result)).toContain('IDEMPOTENCY_CONFLICT');
  expect(runs).toHaveLength(2);
});

it('takes the key of a host from _meta, and never the JSON-RPC id', async () => {
  const { runs, server } = refunds();
  const call = (order: string, key?: string) =>
    server.rpc('tools/call', {
      name: 'refund',
      arguments: { order },
      ...(key !== undefined && { _meta: { 'cdk-mcp-service/idempotencyKey': key } }),
    });
  expect(textOf(await call('7', 'x'))).toBe('refund 1');
  const replayed = await call('7', 'x');
  expect(replayed.result).toMatchObject({
    content: [{ text: 'refund 1' }, { text: expect.stringContaining('it was not run again') }],
    _meta: { 'cdk-mcp-service/replay': { firstRequestId: 'request-1', newKeyArgument: 'idempotencyKey' } },
  });
  // Without its key it would be the same call within ten minutes.
  expect(textOf(await call('7', 'y'))).toBe('refund 2');
  // Each request has the id 1, as those before: other arguments are another call.
  expect(textOf(await call('8'))).toBe('refund 3');
  expect(textOf(await call('9'))).toBe('refund 4');
  expect(runs).toHaveLength(4);
});

it('is said in the line: how the call was named, and whose answer it got', async () => {
  const { server } = refunds();
  await server.call('refund', { order: '7' });
  await server.call('refund', { order: '7' });
  await server.call('look', {});
  expect(server.lines).toMatchObject([
    { idempotencyKey: 'derived', idempotency: 'complete' },
    { idempotencyKey: 'derived', idempotency: 'completed', firstRequestId: 'request-1' },
    { tool: 'look' },
  ]);
  expect(server.lines[2]).not.toHaveProperty('idempotency');
});
