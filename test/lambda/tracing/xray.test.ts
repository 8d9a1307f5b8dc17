import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { z } from 'zod';
import { defineTools, notFound, tool } from '../../../lambda/tools';
import { startXray } from '../../../lambda/tracing/xray';
import { rpcRequest, serveInProcess } from '../../support/in-process';

interface Segment {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly [field: string]: unknown;
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const XRAY_TRACE = '1-0af76519-16cd43dd8448eb211c80319c';
const LAMBDA = 'b7ad6b7169203331';
/** Before every document. */
const HEADER = '{"format":"json","version":1}';

const handed: Record<string, string>[] = [];
const active: (string | undefined)[] = [];
const MODULE = defineTools({
  name: 'desk',
  tools: {
    ask: tool({
      description: 'Asks somebody else, and again.',
      effect: 'read',
      input: z.object({}),
      handler: (_args, { upstream }) => {
        active.push(trace.getActiveSpan()?.spanContext().traceId);
        return upstream('billing', (_signal, { number, traceHeaders }) => {
          handed.push(traceHeaders);
          if (number === 1) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
          return 'asked';
        });
      },
    }),
    miss: tool({
      description: 'Finds nothing.',
      effect: 'read',
      input: z.object({}),
      handler: () => {
        throw notFound('Nothing.');
      },
    }),
  },
});

const daemon = createSocket('udp4');
const segments: Segment[] = [];
beforeAll(async () => {
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  daemon.on('message', (datagram) => {
    const [header, document] = datagram.toString().split('\n');
    segments.push({ ...JSON.parse(document ?? ''), ...(header !== HEADER && { header }) });
  });
  const { port }: AddressInfo = daemon.address();
  await startXray('desk', `tcp:127.0.0.1:1 udp:127.0.0.1:${port}`);
});
afterAll(() => daemon.close());
beforeEach(() => {
  segments.length = 0;
  handed.length = 0;
});

async function received(count: number): Promise<Segment[]> {
  const signal = AbortSignal.timeout(2_000);
  while (segments.length < count) await once(daemon, 'message', { signal });
  return segments;
}

async function call(name: string, xrayHeader?: string, headers: Record<string, string> = {}) {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } };
  await (await serveInProcess(MODULE).fetch(rpcRequest(message, headers), { xrayHeader })).text();
}

const header = (sampled: 0 | 1) => `Root=${XRAY_TRACE};Parent=${LAMBDA};Sampled=${sampled};Lineage=1:a:0`;

it('puts a call below Lambda’s own segment, and each request of the tool below the call', async () => {
  await call('ask', header(1));
  const [first, second, whole] = await received(3);
  expect(whole).toEqual({
    name: 'tools/call ask',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    trace_id: XRAY_TRACE,
    type: 'subsegment',
    parent_id: LAMBDA,
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    annotations: { mcp_method_name: 'tools/call', gen_ai_tool_name: 'ask' },
  });
  expect(first).toMatchObject({
    name: 'billing',
    trace_id: XRAY_TRACE,
    parent_id: whole?.id,
    namespace: 'remote',
    fault: true,
    annotations: { upstream_attempt: 1, error_type: 'Error' },
  });
  expect(second).toMatchObject({ parent_id: whole?.id, annotations: { upstream_attempt: 2 } });
  expect(second).not.toHaveProperty('fault');
  // Whoever is asked joins below the request that reached them.
  expect(handed).toEqual([
    { traceparent: `00-${TRACE}-${first?.id}-01` },
    { traceparent: `00-${TRACE}-${second?.id}-01` },
  ]);
  expect(active).toEqual([TRACE]);
});

it('says by which code a call failed', async () => {
  await call('miss', header(1));
  expect(await received(1)).toMatchObject([
    { name: 'tools/call miss', fault: true, annotations: { error_type: 'NOT_FOUND' } },
  ]);
});

it('records nothing that X-Ray does not sample, and still hands the trace on', async () => {
  await call('ask', header(0));
  expect(handed[0]?.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  await call('miss', header(1));
  expect(await received(1)).toMatchObject([{ name: 'tools/call miss' }]);
});

it('joins the caller’s trace where there is no Lambda', async () => {
  await call('miss', undefined, { traceparent: `00-${TRACE}-${LAMBDA}-01` });
  expect(await received(1)).toMatchObject([{ trace_id: XRAY_TRACE, parent_id: LAMBDA }]);
});

it('refuses a daemon that has no address', async () => {
  await expect(startXray('desk', 'nowhere')).rejects.toThrow(
    "The address of the X-Ray daemon is 'nowhere'; it must be host:port.",
  );
});
