import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** An app client of a user pool: no secret, code grant, one callback on this machine. */
export interface Site {
  /** Of the login, without a slash at the end. */
  readonly origin: string;
  readonly clientId: string;
  /** As in `http://localhost:8765/callback`. */
  readonly callback: string;
  readonly scope: string;
  /** Identifier of the pool's resource server. */
  readonly resource: string;
}

export type Fields = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const LOGIN_MS = 300_000;
const REQUEST_MS = 20_000;

/** A verifier and its challenge. */
export function pkce(): { readonly verifier: string; readonly challenge: Fields } {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  return { verifier, challenge: { code_challenge, code_challenge_method: 'S256' } };
}

export function authorizeUrl(site: Site, more: Fields): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: site.clientId,
    redirect_uri: site.callback,
    scope: site.scope,
    state: randomBytes(16).toString('hex'),
    ...more,
  });
  return `${site.origin}/oauth2/authorize?${query.toString()}`;
}

/**
 * Lets a person log in, and answers what comes back: `code`, or `error`.
 *
 * @throws when nothing comes back, as when Cognito shows a page of its own.
 */
export async function login(site: Site, more: Fields, open: (url: string) => void): Promise<Fields> {
  const { port, pathname } = new URL(site.callback);
  const server = createServer();
  await once(server.listen(Number(port), 'localhost'), 'listening');
  try {
    const callback = new Promise<Fields>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('nobody came back from the login within five minutes')),
        LOGIN_MS,
      );
      server.on('request', (request, response) => {
        const { pathname: path, searchParams } = new URL(request.url ?? '/', site.callback);
        response.end('You can close this page.\n');
        if (path !== pathname) return;
        clearTimeout(timer);
        resolve(Object.fromEntries(searchParams));
      });
    });
    open(authorizeUrl(site, more));
    return await callback;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Asks the token endpoint. */
export async function token(site: Site, form: Fields): Promise<Reply> {
  const response = await fetch(`${site.origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: site.clientId, ...form }),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  return { status: response.status, body: Object(await response.json()) };
}

/** What is in an access token; it comes from the issuer itself, over TLS. */
export function claimsOf(accessToken: unknown): Readonly<Record<string, unknown>> {
  const [, payload = ''] = String(accessToken).split('.');
  return Object(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}
