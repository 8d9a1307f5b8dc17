import { z } from 'zod';
import { defineTools, tool, type TraceContext } from '../../../lambda/tools';
import { readXrayHeader } from '../../../lambda/tracing/xray-ids';
import { serveInProcess } from '../../support/in-process';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('hands the caller’s trace to the handler and to whom it asks, as it came', async () => {
  const seen: unknown[] = [];
  let given: TraceContext | undefined;
  const server = serveInProcess(
    defineTools({
      name: 'desk',
      tools: {
        ask: tool({
          description: 'Asks.',
          effect: 'read',
          input: z.object({}),
          handler: (_args, { upstream, trace }) => {
            given = trace;
            return upstream('billing', (_signal, { traceHeaders }) => {
              seen.push(traceHeaders);
              return 'asked';
            });
          },
        }),
      },
    }),
  );
  await server.call('ask', {}, { traceparent: PARENT, tracestate: 'a=1' });
  await server.call('ask', {}, { traceparent: PARENT });
  expect(given).toEqual({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    sampled: true,
    traceparent: PARENT,
  });
  await server.call('ask', {});
  expect(seen).toEqual([{ traceparent: PARENT, tracestate: 'a=1' }, { traceparent: PARENT }, {}]);
  expect(given).toBeUndefined();
});

it.each<readonly [string | undefined, boolean | undefined]>([
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', true],
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0', false],
  [
    'Self=1-67891234-12456789abcdef012345678a;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8',
    false,
  ],
  ['Root=1-5759e988-bd862e3fe1be46a994272793', undefined],
  ['Root=1-x-y;Parent=53995c3f42cd8ad8;Sampled=1', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads X-Ray’s header %s', (header, sampled) => {
  const read = readXrayHeader(header);
  expect(read?.sampled).toBe(sampled);
  expect(read?.traceId).toBe(sampled === undefined ? undefined : '5759e988bd862e3fe1be46a994272793');
});
