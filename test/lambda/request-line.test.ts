import { z } from 'zod';
import { defineTools, notFound, tool } from '../../lambda/tools';
import workbench from '../fixtures/workbench';
import { rpcRequest, serveInProcess } from '../support/in-process';
import { Deferred, ManualClock, settle } from '../support/manual-clock';

it('says of a call what an operator needs, and not what the caller sent or got', async () => {
  const clock = new ManualClock();
  const server = serveInProcess(workbench, { clock });
  await server.call('add', { a: 40, b: 2 }, { 'mcp-protocol-version': '2025-06-18' });
  expect(server.lines).toEqual([
    {
      message: 'request',
      requestId: 'request-1',
      method: 'POST',
      path: '/mcp',
      caller: 'anonymous',
      agent: undefined,
      rpcMethod: 'tools/call',
      protocolRevision: '2025-06-18',
      tool: 'add',
      effect: 'read',
      outcome: 'executed',
      outputBytes: 82,
      status: 200,
      durationMs: 0,
      Calls: 1,
      Faults: 0,
      Latency: 0,
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'McpService',
            Dimensions: [['service'], ['service', 'tool']],
            Metrics: [
              { Name: 'Calls', Unit: 'Count' },
              { Name: 'Faults', Unit: 'Count' },
              { Name: 'Latency', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
    },
  ]);
});

it('counts the server’s faults, and not the caller’s', async () => {
  const server = serveInProcess(workbench);
  await server.call('leak_password', {});
  await server.call('add', { a: 'x' });
  await server.call('close_case', { id: 'missing' });
  expect(server.lines.map(({ code, Faults }) => [code, Faults])).toEqual([
    ['INTERNAL', 1],
    ['INVALID_ARGUMENTS', 0],
    ['NOT_FOUND', 0],
  ]);
});

it('names an unknown tool nowhere: it would be a metric dimension of the caller’s choice', async () => {
  const server = serveInProcess(workbench);
  await server.call('made_up', {});
  expect(server.lines[0]).toMatchObject({ code: 'UNKNOWN_TOOL', status: 200 });
  expect(server.lines[0]).not.toHaveProperty('tool');
  expect(server.lines[0]).not.toHaveProperty('_aws');
});

it('is written for what never reaches the pipeline', async () => {
  const server = serveInProcess(workbench);
  await server.fetch(new Request('https://mcp.example.com/mcp'));
  await server.fetch(new Request('https://mcp.example.com/health/live'));
  await server.fetch(new Request('https://mcp.example.com/nothing'));
  expect(server.lines.map(({ path, status }) => [path, status])).toEqual([
    ['/mcp', 405],
    ['/health/live', 200],
    ['/nothing', 404],
  ]);
});

it('bounds what a caller can write into it', async () => {
  const server = serveInProcess(workbench);
  await server.rpc('x'.repeat(10_000), {}, { 'mcp-protocol-version': 'y'.repeat(5_000) });
  expect(JSON.stringify(server.lines[0]).length).toBeLessThan(1_000);
});

describe('when the caller hangs up', () => {
  const started = new Deferred<AbortSignal>();
  const finish = new Deferred<string>();
  const module = (
    effect: 'read' | 'write',
    start: (signal: AbortSignal) => void,
    work: (signal: AbortSignal) => Promise<string>,
  ) =>
    defineTools({
      name: 'slow',
      tools: {
        slow: tool({
          description: 'Slow.',
          effect,
          input: z.object({}),
          handler(_args, { signal }) {
            start(signal);
            return work(signal);
          },
        }),
      },
    });

  async function hangUp(
    server: ReturnType<typeof serveInProcess>,
    begun: Promise<AbortSignal>,
  ): Promise<AbortSignal> {
    const controller = new AbortController();
    const request = new Request(
      rpcRequest({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'slow' } }),
      { signal: controller.signal },
    );
    const response = await server.fetch(request);
    const reader = response.body?.getReader();
    const signal = await begun;
    controller.abort();
    await reader?.cancel();
    await settle();
    return signal;
  }

  it('a write runs on, and its line is written when it ends', async () => {
    const server = serveInProcess(module('write', started.resolve, () => finish.promise));
    const signal = await hangUp(server, started.promise);
    expect(signal.aborted).toBe(false);
    expect(server.lines).toEqual([]);
    finish.resolve('done');
    await settle();
    expect(server.lines).toEqual([
      expect.objectContaining({ tool: 'slow', outcome: 'executed', hungUp: true }),
    ]);
  });

  it('a read is told to stop, and is not counted as a fault', async () => {
    const begun = new Deferred<AbortSignal>();
    const untilAborted = (signal: AbortSignal) =>
      new Promise<string>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('stopped'))),
      );
    const server = serveInProcess(module('read', begun.resolve, untilAborted));
    const signal = await hangUp(server, begun.promise);
    expect(signal.aborted).toBe(true);
    expect(server.lines).toEqual([expect.objectContaining({ code: 'INTERNAL', Faults: 0, hungUp: true })]);
  });
});

it('keeps a ToolError’s own sentence for the caller', async () => {
  const server = serveInProcess(
    defineTools({
      name: 'finder',
      tools: {
        find: tool({
          description: 'Finds.',
          effect: 'read',
          input: z.object({}),
          handler: () => {
            throw notFound('There is no such ticket.');
          },
        }),
      },
    }),
  );
  const { result } = await server.call('find', {});
  expect(result).toMatchObject({ content: [{ text: expect.stringContaining('There is no such ticket.') }] });
});
