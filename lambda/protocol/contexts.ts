import type { ServerContext } from '@modelcontextprotocol/server';
import type { Exchange } from '../call';
import type { HandlerContext, HandlerLog, ToolContext } from '../tools/context';
import type { Log } from '../log';
import type { ReadSecret } from '../secrets';

interface ContextPorts {
  readonly readSecret: ReadSecret;
  readonly log: Log;
}

/** Makes what handlers are given. */
export interface Contexts {
  handler(exchange: Exchange, signal: AbortSignal): HandlerContext;
  tool(exchange: Exchange, signal: AbortSignal, request: ServerContext): ToolContext;
}

export function createContexts({ readSecret, log }: ContextPorts): Contexts {
  function handler({ caller, requestId }: Exchange, signal: AbortSignal): HandlerContext {
    const at =
      (level: keyof HandlerLog) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
        log[level](message, { ...fields, requestId });
    return {
      caller,
      signal,
      requestId,
      log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      secret: readSecret,
    };
  }

  return {
    handler,
    tool: (exchange, signal, { mcpReq }) => ({
      ...handler(exchange, signal),
      async progress(done, total, message) {
        const progressToken = mcpReq._meta?.progressToken;
        if (progressToken === undefined || mcpReq.signal.aborted) return;
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress: done, total, message },
        });
      },
    }),
  };
}
