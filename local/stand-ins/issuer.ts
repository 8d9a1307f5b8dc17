import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { LOOPBACK, closeServer, isLoopbackHost, listenOnLoopback } from '../endpoint/loopback';
import { refuse } from '../endpoint/upstream';
import { generateSigningKey, signToken, type Claims } from './signing-key';

const KEYS_PATH = '/jwks.json';
const TOKEN_SECONDS = 86_400;

/** What the server checks, and what the developer may do. */
export interface TokenClaims extends Claims {
  readonly iss: string;
  readonly aud?: string;
  readonly sub: string;
  readonly client_id: string;
  readonly scope: string;
}

/** Has keys like an issuer, and gives everybody who asks inside this process a token. */
export interface IssuerStandIn {
  /** Where the public key is. */
  readonly jwksUri: string;
  /** An access token of one day. */
  mint(claims: TokenClaims): string;
  close(): Promise<void>;
}

/**
 * Makes a key that lives as long as this process and serves its public half on loopback.
 *
 * @param now - Milliseconds since the epoch.
 */
export async function startIssuerStandIn(now: () => number): Promise<IssuerStandIn> {
  const key = await generateSigningKey();
  const keys = JSON.stringify({ keys: [key.publicJwk] });
  const server = createServer(({ headers, url }, response) => {
    if (!isLoopbackHost(headers.host)) return refuse(response, 403, 'This address serves 127.0.0.1 only.');
    if (url !== KEYS_PATH) return refuse(response, 404, `The keys are at ${KEYS_PATH}.`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(keys);
  });
  const port = await listenOnLoopback(server, 0);
  return {
    jwksUri: `http://${LOOPBACK}:${port}${KEYS_PATH}`,
    mint(claims) {
      const issuedAt = Math.floor(now() / 1_000);
      const times = { iat: issuedAt, exp: issuedAt + TOKEN_SECONDS, jti: randomUUID() };
      // The type of RFC 9068 §2.1.
      return signToken(key, { ...claims, ...times }, { typ: 'at+jwt' });
    },
    close: () => closeServer(server),
  };
}
