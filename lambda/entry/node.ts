import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { preloadSchemas } from '@modelcontextprotocol/server';
import { boot, type Bundle } from '../boot';
import { drainSeconds, keepAliveSeconds } from '../contract';
import type { McpServer } from '../server';

/** Node closes a connection that is slower with its headers; must exceed the keep-alive. */
const HEADERS_MARGIN_MS = 5_000;
const DEFAULT_PORT = 8080;
const SWEEP_MS = 100;
const MINUTE_MS = 60_000;

/**
 * The container's process: listens, and drains on SIGTERM. A deployment that cannot serve ends with exit
 * code 1 and one line that says why.
 */
export async function startNode(bundle: Bundle): Promise<void> {
  try {
    const server = await boot(bundle, process.env);
    preloadSchemas();
    listen(server);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function listen(server: McpServer): void {
  const answer = getRequestListener((request) => server.fetch(request));
  // A connection that the load balancer still uses must not be closed under it.
  const keepAliveTimeout = keepAliveSeconds(server.longestCallMs) * 1_000;
  const http = createServer(
    { keepAliveTimeout, headersTimeout: keepAliveTimeout + HEADERS_MARGIN_MS },
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  http.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  http.listen(Number(process.env.PORT ?? DEFAULT_PORT), process.env.HOST ?? '0.0.0.0', () => {
    server.health.phase = 'serving';
    const address = http.address();
    process.send?.({ listening: typeof address === 'object' ? address?.port : undefined });
  });
  drainOnSignal(http, server);
  reportEveryMinute(http, server);
}

/** Also while nobody calls: an instance that is silent has a problem. */
function reportEveryMinute(http: Server, server: McpServer): void {
  let inFlight = 0;
  http.on('request', (_request, response) => {
    inFlight += 1;
    response.once('close', () => (inFlight -= 1));
  });
  setInterval(() => {
    http.getConnections((_error, activeConnections) => {
      void server.probe({ inFlight, activeConnections });
    });
  }, MINUTE_MS).unref();
}

/** The first signal drains: no new connections, running calls finish. The second ends the process at once. */
function drainOnSignal(http: Server, { health, longestCallMs }: McpServer): void {
  const drain = (): void => {
    if (health.phase === 'draining') process.exit(1);
    health.phase = 'draining';
    http.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
    http.close(() => process.exit(0));
    // A connection kept alive by a stream that ends now would hold the process for the whole keep-alive.
    setInterval(() => http.closeIdleConnections(), SWEEP_MS).unref();
    setTimeout(() => process.exit(1), drainSeconds(longestCallMs) * 1_000).unref();
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
}
