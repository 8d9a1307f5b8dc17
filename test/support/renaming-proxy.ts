import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RenamingProxy {
  /** Known before there is anything behind it. */
  readonly origin: string;
  /** Status and path of each answer, and whether a header was renamed on its way. */
  readonly answers: { readonly status: number; readonly path: string; readonly renamed: boolean }[];
  /** Where requests go from now on. */
  target: string;
  stop(): Promise<void>;
}

/** Does to `WWW-Authenticate` what API Gateway does to that of a server behind it. */
export async function startRenamingProxy(): Promise<RenamingProxy> {
  const server = createServer((request, response) => {
    const { method, url: path = '/', headers } = request;
    const upstream = httpRequest(new URL(path, proxy.target), { method, headers }, (reply) => {
      const { 'www-authenticate': challenge, ...kept } = reply.headers;
      const status = reply.statusCode ?? 502;
      proxy.answers.push({ status, path, renamed: challenge !== undefined });
      response.writeHead(status, {
        ...kept,
        ...(challenge !== undefined && { 'x-amzn-remapped-www-authenticate': challenge }),
      });
      reply.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const proxy: RenamingProxy = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    answers: [],
    target: '',
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return proxy;
}
