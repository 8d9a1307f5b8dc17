import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallBounds, Exchange } from '../call';
import type { Clock } from '../clock';
import { READ_TIMEOUT_MS } from '../contract';
import type { HandlerContext, HandlerLog, ToolContext } from '../tools/context';
import type { Log } from '../log';
import type { ReadSecret } from '../secrets';
import type { ClientLogs } from './client-log';
import { createUpstreams } from '../upstream/upstreams';

interface ContextPorts {
  readonly readSecret: ReadSecret;
  readonly log: Log;
  readonly clock: Clock;
  /** @default - nothing a handler logs reaches a client */
  readonly clientLogs?: ClientLogs;
}

/** Makes what handlers are given. */
export interface Contexts {
  handler(exchange: Exchange, signal: AbortSignal): HandlerContext;
  tool(exchange: Exchange, signal: AbortSignal, bounds: CallBounds, request: ServerContext): ToolContext;
}

/** Of prompts and resources. */
const READ: CallBounds = { effect: 'read', timeoutMs: READ_TIMEOUT_MS };

export function createContexts({ readSecret, log, clock, clientLogs }: ContextPorts): Contexts {
  const upstreams = createUpstreams(clock);

  function handler(
    { caller, requestId, line, trace }: Exchange,
    signal: AbortSignal,
    bounds: CallBounds = READ,
  ): HandlerContext {
    const at =
      (level: keyof HandlerLog) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
        log[level](message, { ...fields, requestId });
    return {
      caller,
      signal,
      requestId,
      trace,
      log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      secret: readSecret,
      upstream: upstreams.forCall({
        signal,
        effect: bounds.effect,
        remainingMs: bounds.timeoutMs,
        record: (more) => line.addUpstream(more),
        trace,
      }),
    };
  }

  return {
    handler,
    tool: (exchange, signal, bounds, request) => {
      const { mcpReq } = request;
      const context = handler(exchange, signal, bounds);
      return {
        ...context,
        log: clientLogs?.tee(context.log, exchange.caller, request) ?? context.log,
        async progress(done, total, message) {
          const progressToken = mcpReq._meta?.progressToken;
          if (progressToken === undefined || mcpReq.signal.aborted) return;
          await mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress: done, total, message },
          });
        },
      };
    },
  };
}
