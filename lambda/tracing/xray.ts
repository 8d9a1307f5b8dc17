import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { context, trace } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { segmentOf } from './xray-segment';

/** Of requests that come without a trace: X-Ray bills by trace, and a caller may not decide for all. */
const SAMPLED_WITHOUT_PARENT = 0.05;
const HEADER = '{"format":"json","version":1}\n';

/**
 * Records spans and sends each, when it ends, to the X-Ray daemon: one datagram on this machine, that nobody
 * waits for. Lambda runs the daemon itself; nothing is left to do after the reply. What records is loaded here:
 * it is much code for those who do not trace.
 *
 * @param daemon - Address as `AWS_XRAY_DAEMON_ADDRESS` has it: `host:port`, or with UDP's as `udp:host:port`.
 */
export async function startXray(service: string, daemon: string): Promise<void> {
  const [, host, port] = /(?:^|udp:)([^\s:]+):(\d+)(?:\s|$)/.exec(daemon) ?? [];
  if (host === undefined || port === undefined)
    throw new Error(`The address of the X-Ray daemon is '${daemon}'; it must be host:port.`);
  const [{ AsyncLocalStorageContextManager }, sdk] = await Promise.all([
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/sdk-trace-base'),
  ]);
  const socket = createSocket('udp4').unref();
  // A daemon that is gone answers with an error that belongs to no call.
  socket.on('error', () => undefined);
  socket.connect(Number(port), host);
  await once(socket, 'connect');
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd(span: ReadableSpan) {
      socket.send(HEADER + JSON.stringify(segmentOf(span, service)), () => undefined);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new sdk.BasicTracerProvider({
      sampler: new sdk.ParentBasedSampler({
        root: new sdk.TraceIdRatioBasedSampler(SAMPLED_WITHOUT_PARENT),
      }),
      spanProcessors: [processor],
    }),
  );
}
