import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { CognitoSettings } from '../../lambda/contract';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A request that reached the pool. */
export interface PoolRequest {
  readonly path: string;
  readonly authorization?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * As much of a user pool as the facade talks to, over real HTTP with real keys: what it was asked is kept, and what
 * it answers can be bent.
 */
export interface CognitoPool {
  readonly url: string;
  readonly settings: CognitoSettings;
  /** ARN -> text: what Secrets Manager holds. */
  readonly secrets: Map<string, string>;
  readonly requests: PoolRequest[];
  /** Secrets of the app client that are taken. */
  readonly clientSecrets: Set<string>;
  /** Claims that the next tokens of people get, besides the usual ones. */
  personClaims: JWTPayload;
  /** When set, the token endpoint answers this. */
  answer?: { status: number; body?: object; headers?: Record<string, string> };
  /** Takes a login as the person did it, and answers the code. */
  code(login: URL): string;
  token(claims?: JWTPayload, options?: { key?: KeyPair; header?: object }): Promise<string>;
  stop(): Promise<void>;
}

export const POOL_ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TEST';
export const RESOURCE = 'https://mcp.example.com/mcp';
const CLIENT_SECRET = 'the-secret-of-the-app-client';
export const ROOT_KEY = '0123456789abcdefghijklmnopqrstuvwxyzABCD';

/** Made once: it takes longer than all that a test does. */
let keyPair: Promise<KeyPair> | undefined;

export async function startCognitoPool(changes: Partial<CognitoSettings> = {}): Promise<CognitoPool> {
  keyPair ??= generateKeyPair('RS256', { extractable: true });
  const pair = await keyPair;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, URLSearchParams>();
  const refreshTokens = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (path === '/.well-known/jwks.json') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
        return;
      }
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      pool.requests.push({ path, authorization: request.headers.authorization, fields });
      void answer(path, fields, request.headers.authorization).then(({ status, body, headers }) => {
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(body === undefined ? '' : JSON.stringify(body));
      });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(
    path: string,
    fields: Readonly<Record<string, string>>,
    authorization = '',
  ): Promise<{ status: number; body?: object; headers?: Record<string, string> }> {
    if (pool.answer) return pool.answer;
    const [clientId, secret = ''] = Buffer.from(authorization.replace('Basic ', ''), 'base64')
      .toString()
      .split(':');
    if (clientId !== pool.settings.clientId || !pool.clientSecrets.has(secret)) {
      return { status: 400, body: { error: 'invalid_client' } };
    }
    if (path === '/oauth2/revoke') {
      refreshTokens.delete(fields.token ?? '');
      return { status: 200 };
    }
    if (fields.grant_type === 'refresh_token') {
      const scope = refreshTokens.get(fields.refresh_token ?? '');
      refreshTokens.delete(fields.refresh_token ?? '');
      return scope === undefined ? { status: 400, body: { error: 'invalid_grant' } } : grant(scope);
    }
    const login = codes.get(fields.code ?? '');
    codes.delete(fields.code ?? '');
    if (!login) return { status: 400, body: { error: 'invalid_grant' } };
    return grant(login.get('scope') ?? '', login.get('resource') ?? undefined);
  }

  async function grant(scope: string, aud: string | undefined = RESOURCE) {
    const refresh = `refresh-${Math.random()}`;
    refreshTokens.set(refresh, scope);
    const accessToken = await pool.token({ scope, aud, ...pool.personClaims });
    return {
      status: 200,
      body: {
        access_token: accessToken,
        refresh_token: refresh,
        id_token: 'an-id-token',
        token_type: 'Bearer',
        expires_in: 600,
      },
    };
  }

  const settings: CognitoSettings = {
    kind: 'cognito',
    issuer: POOL_ISSUER,
    jwksUri: `${url}/.well-known/jwks.json`,
    loginUrl: url,
    clientId: 'people',
    clientSecret: 'arn:client-secret',
    sealingKeys: 'arn:sealing-keys',
    registrationKeys: 'arn:registration-keys',
    machines: [{ name: 'billing', clientId: 'machine-1', scopes: ['read'] }],
    access: { everyone: ['read'], support: ['write', 'destructive'] },
    hosts: [],
    approvers: 'approvers',
    approveOwn: false,
    resourceBinding: 'required',
    ...changes,
  };
  const pool: CognitoPool = {
    url,
    settings,
    secrets: new Map([
      [settings.clientSecret, CLIENT_SECRET],
      [settings.sealingKeys, JSON.stringify({ kid: '1', key: ROOT_KEY })],
      [settings.registrationKeys, JSON.stringify({ kid: '1', key: `${ROOT_KEY}-registrations` })],
    ]),
    requests: [],
    clientSecrets: new Set([CLIENT_SECRET]),
    personClaims: { 'cognito:groups': ['support'] },
    code(login) {
      const code = `code-${codes.size}-${Math.random()}`;
      codes.set(code, login.searchParams);
      return code;
    },
    token: (claims = {}, { key = pair, header = {} } = {}) =>
      new SignJWT({
        token_use: 'access',
        client_id: settings.clientId,
        username: 'ana',
        sub: 'sub-ana',
        version: 2,
        origin_jti: 'origin-1',
        scope: `${RESOURCE}/read`,
        aud: RESOURCE,
        iss: POOL_ISSUER,
        iat: Math.floor(Date.now() / 1_000),
        exp: Math.floor(Date.now() / 1_000) + 600,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(key.privateKey),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return pool;
}
