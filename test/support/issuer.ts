import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An authorization server with real keys: its metadata, its JWKS, and tokens of any content. */
export interface Issuer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  /** Answers every request with 500 while true. */
  broken: boolean;
  token(claims?: JWTPayload, options?: { key?: KeyPair; kid?: string; alg?: string }): Promise<string>;
  /** Replaces the key in the JWKS. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export const AUDIENCE = 'https://mcp.example.com/mcp';

export async function startIssuer(): Promise<Issuer> {
  let generation = 0;
  let pair = await generateKeyPair('RS256', { extractable: true });
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    void answer(request.url ?? '').then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(path: string): Promise<[number, unknown]> {
    if (issuer.broken) return [500, {}];
    if (path === '/.well-known/openid-configuration') return [200, { issuer: url, jwks_uri: `${url}/keys` }];
    if (path === '/keys')
      return [
        200,
        {
          keys: [
            { ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, alg: 'RS256', use: 'sig' },
          ],
        },
      ];
    return [404, {}];
  }

  const issuer: Issuer = {
    url,
    requests,
    broken: false,
    token: (claims = {}, { key = pair, kid = `key-${generation}`, alg = 'RS256' } = {}) =>
      new SignJWT({ sub: 'ana', scope: 'read', client_id: 'agent-1', ...claims })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
        .setIssuer(claims.iss ?? url)
        .setAudience(claims.aud ?? AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(claims.exp ?? '5m')
        .sign(key.privateKey),
    async rotate() {
      generation += 1;
      pair = await generateKeyPair('RS256', { extractable: true });
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return issuer;
}
