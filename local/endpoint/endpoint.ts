import { createServer } from 'node:http';
import { LOOPBACK, closeServer, isLoopbackHost, listenOnLoopback } from './loopback';
import { refuse, type Upstream } from './upstream';

/** The address that clients use. It stays while server processes come and go behind it. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Sends requests here from now on; `undefined` answers 503. Returns where they went before. */
  serve(upstream: Upstream | undefined): Upstream | undefined;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param port - 0 takes a free one.
 */
export async function openEndpoint(port: number): Promise<Endpoint> {
  let current: Upstream | undefined;
  const server = createServer((request, response) => {
    if (!isLoopbackHost(request.headers.host)) {
      refuse(response, 403, 'This address serves 127.0.0.1 and localhost only.');
    } else if (current === undefined) {
      response.setHeader('Retry-After', '1');
      refuse(response, 503, 'The server is not running: it starts, or what it printed last says why.');
    } else {
      current.forward(request, response);
    }
  });
  // A tool call may take as long as its own time-out says.
  server.requestTimeout = 0;
  const taken = await listenOnLoopback(server, port);
  return {
    origin: `http://${LOOPBACK}:${taken}`,
    port: taken,
    serve(upstream) {
      const previous = current;
      current = upstream;
      return previous;
    },
    close: () => closeServer(server),
  };
}
