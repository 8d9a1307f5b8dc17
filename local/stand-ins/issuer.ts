import { generateKeyPair, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { LOOPBACK, closeServer, isLoopbackHost, listenOnLoopback } from '../endpoint/loopback';
import { refuse } from '../endpoint/upstream';

const KEYS_PATH = '/jwks.json';
const TOKEN_SECONDS = 86_400;

/** What the server checks, and what the developer may do. */
export interface TokenClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: readonly string[];
}

/** Has keys like an issuer, and gives everybody who asks inside this process a token. */
export interface IssuerStandIn {
  /** Where the public key is. */
  readonly jwksUri: string;
  /** An access token of one day for the subject `developer` and the client `desk`. */
  mint(claims: TokenClaims): string;
  close(): Promise<void>;
}

/**
 * Makes a key that lives as long as this process and serves its public half on loopback.
 *
 * @param now - Milliseconds since the epoch.
 */
export async function startIssuerStandIn(now: () => number): Promise<IssuerStandIn> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const keys = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
  });
  const server = createServer(({ headers, url }, response) => {
    if (!isLoopbackHost(headers.host)) return refuse(response, 403, 'This address serves 127.0.0.1 only.');
    if (url !== KEYS_PATH) return refuse(response, 404, `The keys are at ${KEYS_PATH}.`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(keys);
  });
  const port = await listenOnLoopback(server, 0);
  return {
    jwksUri: `http://${LOOPBACK}:${port}${KEYS_PATH}`,
    mint({ issuer, audience, scopes }) {
      const issuedAt = Math.floor(now() / 1_000);
      return signed(privateKey, kid, {
        iss: issuer,
        aud: audience,
        sub: 'developer',
        client_id: 'desk',
        scope: scopes.join(' '),
        iat: issuedAt,
        exp: issuedAt + TOKEN_SECONDS,
        jti: randomUUID(),
      });
    },
    close: () => closeServer(server),
  };
}

/** RFC 7515 §7.1, with the type of RFC 9068 §2.1. */
function signed(key: KeyObject, kid: string, claims: Readonly<Record<string, unknown>>): string {
  const parts = [{ alg: 'RS256', typ: 'at+jwt', kid }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const content = parts.join('.');
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}
