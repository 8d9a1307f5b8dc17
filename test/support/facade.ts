import { createHash } from 'node:crypto';
import { systemClock, type Clock } from '../../lambda/clock';
import type { CognitoSettings, Settings } from '../../lambda/contract';
import type { FetchPublic } from '../../lambda/oauth/fetch-public';
import type { SwitchStore } from '../../lambda/state/switches/switches';
import workbench from '../fixtures/workbench';
import { BrowserJar } from './browser-jar';
import { RESOURCE, startCognitoPool, type CognitoPool } from './cognito-pool';
import { serveInProcess, type InProcess } from './in-process';

export const ISSUER = 'https://mcp.example.com';
export const LOOPBACK_REDIRECT = 'http://127.0.0.1:49152/callback';
export const CLAUDE_REDIRECT = 'https://claude.ai/api/mcp/auth_callback';
export const VERIFIER = 'a-verifier-of-43-characters-or-more-0123456789';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** Parameters of a query or form: `undefined` leaves one out, a list sends it several times. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Facade {
  readonly server: InProcess;
  readonly pool: CognitoPool;
  /** What a host sends to register, as it is. */
  registerRaw(body: unknown): Promise<Response>;
  /** Lets a host register. */
  register(redirectUris?: readonly string[], name?: string): Promise<string>;
  /** `GET /oauth/authorize` of a good request, changed. */
  authorize(fields: Fields, jar?: BrowserJar, headers?: Record<string, string>): Promise<Response>;
  /** What the form of a page says. */
  post(page: string | Response, jar: BrowserJar, changes?: PostChanges): Promise<Response>;
  get(path: string, jar?: BrowserJar, headers?: Record<string, string>): Promise<Response>;
  form(path: string, fields: Fields, headers?: Record<string, string>): Promise<Response>;
  /** From the link to the code that the host gets. */
  login(client: string, options?: { fields?: Fields; jar?: BrowserJar }): Promise<URL>;
  /** A login, exchanged. */
  tokens(client: string, fields?: Fields): Promise<Readonly<Record<string, string>>>;
}

interface PostChanges {
  readonly fields?: Fields;
  readonly headers?: Record<string, string>;
}

interface FacadeOptions {
  readonly auth?: Partial<CognitoSettings>;
  readonly settings?: Partial<Settings>;
  /** @default - one in which a request comes 60 ms after the one before: people are no flood */
  readonly clock?: Clock;
  readonly fetchPublic?: FetchPublic;
  readonly switches?: SwitchStore;
}

/** The server with its authorization server, before a pool. */
export async function startFacade(options: FacadeOptions = {}): Promise<Facade> {
  const pool = await startCognitoPool(options.auth);
  let late = 0;
  const server = serveInProcess(workbench, {
    clock: { ...systemClock, now: () => Date.now() + late },
    ...options,
    settings: { auth: pool.settings, url: RESOURCE, ...options.settings },
    fetchSecret: (arn) => {
      const text = pool.secrets.get(arn);
      return text === undefined ? Promise.reject(new Error(`no secret ${arn}`)) : Promise.resolve(text);
    },
  });

  const facade: Facade = {
    server,
    pool,
    registerRaw: (body) =>
      server.fetch(
        new Request(`${ISSUER}/oauth/register`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async register(redirectUris = [LOOPBACK_REDIRECT], name = 'A host') {
      const response = await facade.registerRaw({ client_name: name, redirect_uris: redirectUris });
      return String((await bodyOf(response)).client_id);
    },
    authorize(fields, jar = new BrowserJar(), headers = {}) {
      const query = encode({
        response_type: 'code',
        redirect_uri: LOOPBACK_REDIRECT,
        state: 'state-1',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        resource: RESOURCE,
        ...fields,
      });
      return facade.get(`/oauth/authorize?${query}`, jar, headers);
    },
    async get(path, jar = new BrowserJar(), headers = {}) {
      late += 60;
      const cookie = jar.header();
      const response = await server.fetch(
        new Request(`${ISSUER}${path}`, { headers: { ...(cookie && { cookie }), ...headers } }),
      );
      jar.take(response);
      return response;
    },
    async post(page, jar, { fields = {}, headers = {} } = {}) {
      const cookie = jar.header();
      const html = typeof page === 'string' ? page : await page.text();
      const response = await facade.form(
        '/oauth/consent',
        { request: sealedIn(html), decision: 'approve', ...fields },
        { ...(cookie && { cookie }), origin: ISSUER, 'sec-fetch-site': 'same-origin', ...headers },
      );
      jar.take(response);
      return response;
    },
    form: (path, fields, headers = {}) =>
      server.fetch(
        new Request(`${ISSUER}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: encode(fields),
        }),
      ),
    async login(client, { fields = {}, jar = new BrowserJar() } = {}) {
      const page = await facade.authorize({ client_id: client, ...fields }, jar);
      const consented = await facade.post(page, jar);
      const toCognito = new URL(locationOf(consented));
      const code = pool.code(toCognito);
      const state = toCognito.searchParams.get('state') ?? '';
      const back = await facade.get(`/oauth/callback?${encode({ code, state })}`, jar);
      return new URL(locationOf(back));
    },
    async tokens(client, fields = {}) {
      const back = await facade.login(client, { fields });
      const response = await facade.form('/oauth/token', {
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        client_id: client,
        redirect_uri: `${back.origin}${back.pathname}`,
        code_verifier: VERIFIER,
        resource: RESOURCE,
      });
      return bodyOf(response);
    },
  };
  return facade;
}

/** The members of a JSON answer that the tests look at are texts. */
export async function bodyOf(response: Response): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await response.text());
}

export function sealedIn(html: string): string {
  return /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

export function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no Location, but ${response.status}`);
  return location;
}

export function encode(fields: Fields): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of value === undefined ? [] : [value].flat()) parameters.append(name, one);
  }
  return parameters.toString();
}
