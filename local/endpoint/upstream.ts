import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { oneLine } from '../desk-error';
import { LOOPBACK, isLoopbackHost } from './loopback';

/** RFC 9110 §7.6.1: these speak of one connection, and there are two. `expect` was answered already. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Makes the token of requests that bring none. */
export type IssueToken = () => string;

/** One server process as the endpoint sees it. */
export class Upstream {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly port: number,
    private readonly issueToken?: IssueToken,
  ) {}

  /** Streams the request there and the reply back, unbuffered. A caller that hangs up ends the request. */
  forward(request: IncomingMessage, response: ServerResponse): void {
    this.running += 1;
    response.once('close', () => this.finished());
    try {
      this.send(request, response);
    } catch (error) {
      // Node parses some requests that its client refuses to send on.
      refuse(response, 400, `The request cannot be passed on: ${oneLine(error)}.`);
    }
  }

  /** Resolves when no request runs. */
  idle(): Promise<void> {
    return this.running === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Ends what still runs. */
  close(): void {
    this.agent.destroy();
  }

  private send(request: IncomingMessage, response: ServerResponse): void {
    const authorization = this.authorizationFor(request);
    const upstream = httpRequest({
      host: LOOPBACK,
      port: this.port,
      agent: this.agent,
      method: request.method,
      path: request.url,
      headers: { ...endToEnd(request.headers), ...(authorization && { authorization }) },
    });
    upstream.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.statusMessage, endToEnd(reply.headersDistinct));
      // An event stream may be silent for long: its headers do not wait for the first event.
      response.flushHeaders();
      reply.on('error', () => response.destroy());
      reply.pipe(response);
    });
    upstream.on('error', (error) => fail(response, error.message));
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  /** A page of another site can send requests here, so a request with its Origin gets nobody's token. */
  private authorizationFor({ headers }: IncomingMessage): string | undefined {
    if (headers.authorization !== undefined || this.issueToken === undefined) return undefined;
    if (headers.origin !== undefined && !isLoopbackHost(headers.origin.replace(/^https?:\/\//, '')))
      return undefined;
    return `Bearer ${this.issueToken()}`;
  }

  private finished(): void {
    this.running -= 1;
    if (this.running === 0) this.waiting.splice(0).forEach((resolve) => resolve());
  }
}

function endToEnd(headers: NodeJS.Dict<string | string[]>): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(headers)) {
    if (values !== undefined && !HOP_BY_HOP.has(name)) kept[name] = values;
  }
  return kept;
}

function fail(response: ServerResponse, reason: string): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else refuse(response, 502, `The server ended the connection: ${reason}.`);
}

/** Answers for the endpoint itself: the server did not see the request. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(body);
}
