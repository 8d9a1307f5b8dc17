import { createServer, type RequestListener, type Server } from 'node:http';
import {
  LOCALHOST,
  LOOPBACK,
  closeServer,
  isLoopbackHost,
  listenOnLoopback,
  listenOnLoopbackIpv6,
} from './loopback';
import { refuse, type Upstream } from './upstream';

/** The address that clients use. It stays while server processes come and go behind it. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Sends requests here from now on; `undefined` answers 503. Returns where they went before. */
  serve(upstream: Upstream | undefined): Upstream | undefined;
  /** Requests to this path and below go here from now on, as they came, and to no server; `undefined` ends it. */
  answerBelow(path: string, listener: RequestListener | undefined): void;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 *
 * @param port - 0 takes a free one.
 * @param name - The host of its address; with `localhost` it listens on ::1 too.
 */
export async function openEndpoint(
  port: number,
  name: typeof LOOPBACK | typeof LOCALHOST = LOOPBACK,
): Promise<Endpoint> {
  let current: Upstream | undefined;
  const own = new Map<string, RequestListener>();
  const answer: RequestListener = (request, response) => {
    const answerHere = own.get(firstSegment(request.url));
    if (!isLoopbackHost(request.headers.host)) {
      refuse(response, 403, 'This address serves 127.0.0.1 and localhost only.');
    } else if (answerHere !== undefined) {
      answerHere(request, response);
    } else if (current === undefined) {
      response.setHeader('Retry-After', '1');
      refuse(response, 503, 'The server is not running: it starts, or what it printed last says why.');
    } else {
      current.forward(request, response);
    }
  };
  const server = createServer(answer);
  const taken = await listenOnLoopback(lasting(server), port);
  const servers = [server];
  if (name === LOCALHOST) {
    const other = createServer(answer);
    servers.push(other);
    try {
      await listenOnLoopbackIpv6(lasting(other), taken);
    } catch (error) {
      await closeServer(server);
      throw error;
    }
  }

  return {
    origin: `http://${name}:${taken}`,
    port: taken,
    serve(upstream) {
      const previous = current;
      current = upstream;
      return previous;
    },
    answerBelow(path, listener) {
      if (listener === undefined) own.delete(path);
      else own.set(path, listener);
    },
    async close() {
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** `/approvals` of `/approvals/7?a=b`. */
function firstSegment(url = ''): string {
  return /^\/[^/?#]*/.exec(url)?.[0] ?? '';
}

/** A tool call may take as long as its own time-out says. */
function lasting(server: Server): Server {
  server.requestTimeout = 0;
  return server;
}
