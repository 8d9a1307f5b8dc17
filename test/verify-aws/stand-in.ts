import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { freePort } from '../support/processes';
import type { Context } from './probe';

/** What may be either way. */
export interface Behavior {
  /** Of an unknown resource, of any on Lite, of one at the token endpoint, of an idle verifier, of a used token. */
  readonly strict: boolean;
  readonly longestState: number;
  readonly header: 'kept' | 'remapped' | 'lost';
}

/** A login, a token endpoint and three endpoints on this machine, that behave as they are told. */
export async function startStandIn(behavior: Behavior): Promise<{
  readonly context: Context;
  close(): Promise<void>;
}> {
  const server = createServer((request, response) => void handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const challenged = new Set<string>();
  const used = new Set<string>();
  let counter = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname.endsWith('/oauth2/authorize')) return authorize(pathname, searchParams, response);
    if (pathname.endsWith('/oauth2/token')) {
      const { status, body } = tokens(new URLSearchParams(await text(request)));
      return void response.writeHead(status).end(JSON.stringify(body));
    }
    const names = { kept: 'WWW-Authenticate', remapped: 'x-amzn-Remapped-WWW-Authenticate', lost: 'x-none' };
    response.writeHead(401, { [names[behavior.header]]: 'Bearer' }).end('{}');
  }

  function authorize(path: string, query: URLSearchParams, response: ServerResponse): void {
    const state = query.get('state') ?? '';
    if (state.length > behavior.longestState) return void response.writeHead(414).end();
    const resource = query.get('resource');
    const refused =
      behavior.strict && resource !== null && (path.startsWith('/lite') || !resource.includes('verify'));
    counter += 1;
    const code = `code-${counter} ${resource ?? ''}`;
    if (query.has('code_challenge')) challenged.add(code);
    const back = new URLSearchParams(refused ? { error: 'invalid_request', state } : { code, state });
    response.writeHead(302, { location: `${query.get('redirect_uri')}?${back.toString()}` }).end();
  }

  function tokens(form: URLSearchParams): { readonly status: number; readonly body: object } {
    const refuse = (error: string) => ({ status: 400, body: { error } });
    const code = form.get('code') ?? '';
    if (behavior.strict && form.has('resource')) return refuse('invalid_request');
    if (behavior.strict && form.has('code_verifier') && !challenged.has(code)) return refuse('invalid_grant');
    const refreshToken = form.get('refresh_token');
    if (refreshToken !== null) {
      if (behavior.strict && used.has(refreshToken)) return refuse('invalid_grant');
      used.add(refreshToken);
    }
    counter += 1;
    const aud = code.split(' ')[1];
    const claims = Buffer.from(JSON.stringify(aud ? { aud } : {})).toString('base64url');
    return { status: 200, body: { access_token: `h.${claims}.s`, refresh_token: `refresh-${counter}` } };
  }

  const site = {
    origin,
    clientId: 'client',
    callback: `http://localhost:${await freePort()}/callback`,
    scope: 'https://verify.example.com/mcp/read',
    resource: 'https://verify.example.com/mcp',
  };
  return {
    context: {
      essentials: site,
      rotating: site,
      lite: { ...site, origin: `${origin}/lite` },
      endpoints: { 'HTTP API': origin, 'REST API': origin, 'load balancer': origin },
      open: (url) => void fetch(url),
      tryCallback: () =>
        behavior.strict ? Promise.reject(new Error('cannot use the redirect uri')) : Promise.resolve(),
      schemaOf: () => Promise.resolve(behavior.strict ? '{}' : '{"properties":{"MaxValidityMinutes":{}}}'),
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
