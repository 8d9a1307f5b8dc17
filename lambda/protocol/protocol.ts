import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import type { Exchange } from '../call';
import type { Clock } from '../clock';
import type { Pipeline } from '../pipeline';
import type { Registry } from '../registry';
import type { Log } from '../log';
import type { ReadSecret } from '../secrets';
import { ClientLogs } from './client-log';
import { createContexts } from './contexts';
import { compilePrompts } from './prompts';
import { createReadable } from './readable';
import { compileResources } from './resources';
import { compileTools } from './tools';

export interface ProtocolPorts {
  readonly registry: Registry;
  readonly pipeline: Pipeline;
  readonly readSecret: ReadSecret;
  /** Lines of handlers, and of faults inside the protocol library. */
  readonly log: Log;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
}

/** Serves one parsed JSON-RPC message. */
export type Protocol = (request: Request, body: unknown, exchange: Exchange) => Promise<Response>;

/**
 * Both eras of the protocol on one stateless endpoint. A `Server` lives for one request; what it answers with
 * was compiled once, so that the cost of a call does not grow with the number of tools.
 */
export function createProtocol(ports: ProtocolPorts): Protocol {
  const { registry, log } = ports;
  const { name, version, tools, prompts, resources } = registry.manifest;
  const info = { name, version };
  const clientLogs = new ClientLogs();
  const contexts = createContexts({ ...ports, clientLogs });
  const readable = createReadable(ports.clock);
  const serving = {
    tools: compileTools(ports, contexts),
    prompts: compilePrompts(registry, contexts, readable),
    resources: compileResources(registry, contexts, readable),
  };
  const options = {
    instructions: registry.module.instructions,
    // listChanged and subscribe are off: a modern client would hold an invocation open to wait for a change.
    capabilities: {
      ...(tools.length > 0 && { tools: { listChanged: false }, logging: {} }),
      ...(prompts.length > 0 && { prompts: { listChanged: false } }),
      ...(resources.length > 0 && { resources: { listChanged: false, subscribe: false } }),
    },
  };

  return function serve(request, body, exchange) {
    const handler = createMcpHandler(
      () => {
        const server = new Server(info, options);
        if (tools.length > 0) {
          serving.tools(server, exchange);
          server.setRequestHandler('logging/setLevel', ({ params }) => {
            clientLogs.setLevel(exchange.caller, params.level);
            return {};
          });
        }
        if (prompts.length > 0) serving.prompts(server, exchange);
        if (resources.length > 0) serving.resources(server, exchange);
        return server;
      },
      {
        maxRequestBodySize: ports.maxBodyBytes,
        onerror: (error) => log.debug('protocol', { requestId: exchange.requestId, reason: error.message }),
      },
    );
    return handler.fetch(request, { parsedBody: body });
  };
}
