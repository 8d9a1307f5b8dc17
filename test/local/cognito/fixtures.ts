import type { JsonWebKey } from 'node:crypto';
import { startCognitoStandIn, type CognitoStandIn } from '../../../local/stand-ins/cognito/cognito';
import type { Pool, PoolRequest } from '../../../local/stand-ins/cognito/pool';
import { Browser, PKCE } from './browser';

export const URL_OF_SERVER = 'https://mcp.example.com/mcp';
export const CALLBACK = 'http://localhost:8787/oauth/callback';
export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TEST';
export const ANA = {
  username: 'ana@example.com',
  sub: '11111111-1111-4111-8111-111111111111',
  password: 'desk',
  email: 'ana@example.com',
  groups: ['support', 'approvers'],
} as const;

export const POOL: Pool = {
  issuer: ISSUER,
  clients: [
    {
      clientId: 'people1',
      secrets: ['first-secret', 'second-secret'],
      callbacks: [CALLBACK],
      logouts: ['http://localhost:8787/bye'],
      scopes: ['openid', `${URL_OF_SERVER}/read`, `${URL_OF_SERVER}/write`],
    },
    { clientId: 'other1', secrets: ['other'], callbacks: ['https://other.example/cb'], scopes: ['phone'] },
  ],
  machines: [
    {
      clientId: 'nightly1',
      secrets: ['machine-secret'],
      scopes: [`${URL_OF_SERVER}/read`, `${URL_OF_SERVER}/write`],
    },
  ],
  users: [
    ANA,
    {
      username: 'reader@example.com',
      sub: '22222222-2222-4222-8222-222222222222',
      password: 'desk',
      email: 'reader@example.com',
      groups: [],
    },
  ],
  resourceServers: [URL_OF_SERVER],
  accessTokenSeconds: 900,
  rotation: true,
};

export interface RunningPool {
  readonly standIn: CognitoStandIn;
  readonly requests: readonly PoolRequest[];
}

/** A pool for the tests of a file. */
export function startedPool(pool: Partial<Pool> = {}): { readonly running: RunningPool } {
  const requests: PoolRequest[] = [];
  let standIn: CognitoStandIn | undefined;
  beforeAll(async () => {
    standIn = await startCognitoStandIn({
      pool: { ...POOL, ...pool },
      now: Date.now,
      onRequest: (request) => requests.push(request),
    });
  });
  afterAll(() => standIn?.stop());
  return {
    get running() {
      if (standIn === undefined) throw new Error('the pool is not started');
      return { standIn, requests };
    },
  };
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** An authorization request as the server sends it, with changes; `undefined` leaves a parameter out. */
export function authorizeUrl({ standIn }: RunningPool, changes: Parameters = {}): URL {
  const url = new URL('/oauth2/authorize', standIn.origin);
  const parameters = {
    response_type: 'code',
    client_id: 'people1',
    redirect_uri: CALLBACK,
    scope: `${URL_OF_SERVER}/read`,
    state: 'handle',
    code_challenge: PKCE.challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** Logs in through the page; answers what came to the callback. */
export async function logIn(
  pool: RunningPool,
  changes: Parameters = {},
  browser = new Browser(),
  { username, password }: { username: string; password: string } = ANA,
): Promise<URLSearchParams> {
  const { url } = await browser.follow(authorizeUrl(pool, changes));
  const back = await browser.follow(url, { username, password });
  return back.url.searchParams;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

/** A request to an endpoint for apps; the secret goes into the form, or with `basic` into the header. */
export async function post(
  { standIn }: RunningPool,
  path: string,
  form: Readonly<Record<string, string>>,
  basic?: string,
): Promise<TokenAnswer> {
  const response = await fetch(new URL(path, standIn.origin), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

export const PEOPLE = { client_id: 'people1', client_secret: 'first-secret' } as const;

export function redeem(
  pool: RunningPool,
  code: string | null,
  changes: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  return post(pool, '/oauth2/token', {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: CALLBACK,
    code_verifier: PKCE.verifier,
    ...PEOPLE,
    ...changes,
  });
}

export function refresh(pool: RunningPool, token = ''): Promise<TokenAnswer> {
  return post(pool, '/oauth2/token', { grant_type: 'refresh_token', refresh_token: token, ...PEOPLE });
}

/** The keys of the pool as they are published. */
export async function publishedKeys({ standIn }: RunningPool): Promise<readonly JsonWebKey[]> {
  const { keys }: { keys: readonly JsonWebKey[] } = Object(await (await fetch(standIn.jwksUri)).json());
  return keys;
}
