import { z } from 'zod';
import { defineTools, notFound, tool } from '../../lambda/tools';
import workbench from '../fixtures/workbench';
import { rpcRequest, serveInProcess } from '../support/in-process';
import { NO_RATES } from '../support/settings';
import { Deferred, ManualClock, settle } from '../support/manual-clock';

it('says of a call what an operator needs, and not what the caller got', async () => {
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
      tenant: undefined,
      traceId: undefined,
      rpcMethod: 'tools/call',
      protocolRevision: '2025-06-18',
      tool: 'add',
      effect: 'read',
      arguments: { a: 40, b: 2 },
      decision: 'allowed',
      outcome: 'executed',
      outputBytes: 82,
      status: 200,
      durationMs: 0,
      Calls: 1,
      Faults: 0,
      Slow: 0,
      Latency: 0,
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'McpService',
            Dimensions: [['service'], ['service', 'tool'], ['service', 'release']],
            Metrics: [
              { Name: 'Calls', Unit: 'Count' },
              { Name: 'Faults', Unit: 'Count' },
              { Name: 'Slow', Unit: 'Count' },
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
  expect(server.lines[0]).toMatchObject({
    Errors: 1,
    _aws: { CloudWatchMetrics: [{ Dimensions: [['service'], ['service', 'code']] }] },
  });
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

describe('who decided what', () => {
  it.each([
    ['add', { a: 1, b: 2 }, { decision: 'allowed' }],
    [
      'add',
      { a: 'x', b: 2 },
      { decision: 'refused', policy: 'schema', code: 'INVALID_ARGUMENTS', Errors: 1 },
    ],
    ['close_case', { id: 'missing' }, { decision: 'refused', policy: 'check', code: 'NOT_FOUND' }],
    ['leak_password', {}, { decision: 'allowed', code: 'INTERNAL', Errors: 1, Faults: 1 }],
  ])('%s %j', async (name, args, fields) => {
    const server = serveInProcess(workbench);
    await server.call(name, args);
    expect(server.lines[0]).toMatchObject(fields);
    expect(Object.hasOwn(server.lines[0] ?? {}, 'policy')).toBe('policy' in fields);
  });

  it('counts and names what limits refuse and what was answered before', async () => {
    const rates = { ...NO_RATES, caller: { perMinute: 1, burst: 2 } };
    const limited = serveInProcess(workbench, { settings: { rates } });
    for (let call = 0; call < 2; call += 1) await limited.call('add', { a: 1, b: 2 });
    expect(limited.lines[1]).toMatchObject({ decision: 'refused', policy: 'limit', RateLimited: 1 });
    const server = serveInProcess(workbench);
    for (let call = 0; call < 2; call += 1) await server.call('close_case', { id: 'open' });
    expect(server.lines[1]).toMatchObject({ decision: 'replayed', policy: 'idempotency', Replays: 1 });
  });
});

describe('the trace of the caller', () => {
  const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it.each<readonly [string, Record<string, string>, object | undefined, string | undefined]>([
    ['a header', { traceparent: PARENT }, undefined, '0af7651916cd43dd8448eb211c80319c'],
    ['_meta', {}, { traceparent: PARENT }, '0af7651916cd43dd8448eb211c80319c'],
    [
      '_meta before a header',
      { traceparent: PARENT.replace('0af7', 'ffff') },
      { traceparent: PARENT },
      '0af7651916cd43dd8448eb211c80319c',
    ],
    ['nothing', {}, undefined, undefined],
    ['zeros', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }, undefined, undefined],
    ['the version that is none', { traceparent: PARENT.replace('00-', 'ff-') }, undefined, undefined],
    ['a text of the caller’s choice', { traceparent: 'x' }, { traceparent: 7 }, undefined],
    [
      'a later version with more fields',
      { traceparent: `${PARENT.replace('00-', '01-')}-more` },
      undefined,
      '0af7651916cd43dd8448eb211c80319c',
    ],
  ])('is read from %s', async (_what, headers, meta, traceId) => {
    const server = serveInProcess(workbench);
    await server.rpc('tools/call', { name: 'add', arguments: { a: 1, b: 2 }, _meta: meta }, headers);
    expect(server.lines[0]?.traceId).toBe(traceId);
  });
});

it('is at most 12 KB, whatever the caller sends, and keeps its metrics and ids', async () => {
  const server = serveInProcess(workbench);
  const long = '\u{1f600}'.repeat(3_000);
  await server.call(
    'add',
    { a: long, b: [[long, long, long]], [long]: long },
    { 'mcp-protocol-version': '2025-06-18' },
  );
  const [line] = server.lines;
  expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThanOrEqual(12_288 - 256);
  expect(line).toMatchObject({ requestId: 'request-1', tool: 'add', Calls: 1, code: 'INVALID_ARGUMENTS' });
});
