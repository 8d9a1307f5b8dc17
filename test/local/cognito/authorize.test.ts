import { decodeJwt } from '../tokens';
import { Browser } from './browser';
import { CALLBACK, URL_OF_SERVER, authorizeUrl, logIn, redeem, startedPool } from './fixtures';

const pool = startedPool();

function errorOf(changes: Readonly<Record<string, string | undefined>>) {
  return new Browser().follow(authorizeUrl(pool.running, changes));
}

test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
  ['a scope of nobody', { scope: `${URL_OF_SERVER}/read made-up` }, 'invalid_scope'],
  ['a scope of another app client', { scope: 'phone' }, 'invalid_scope'],
  [
    'offline_access, which Cognito does not know',
    { scope: `${URL_OF_SERVER}/read offline_access` },
    'invalid_scope',
  ],
  ['a challenge without its method', { code_challenge_method: undefined }, 'invalid_request'],
  ['a weak method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['a resource on 127.0.0.1', { resource: 'http://127.0.0.1:8787/mcp' }, 'invalid_request'],
  [
    'a resource that begins like localhost',
    { resource: 'http://localhost.evil.example/' },
    'invalid_request',
  ],
])('%s goes back as an error', async (_name, changes, error) => {
  const { url } = await errorOf(changes);
  expect(`${url.origin}${url.pathname}`).toBe(CALLBACK);
  expect([url.searchParams.get('error'), url.searchParams.get('state')]).toEqual([error, 'handle']);
  expect(url.searchParams.has('iss')).toBe(false);
});

test('two resources are refused', async () => {
  const url = authorizeUrl(pool.running, { resource: URL_OF_SERVER });
  url.searchParams.append('resource', URL_OF_SERVER);
  expect((await new Browser().follow(url)).url.searchParams.get('error')).toBe('invalid_request');
});

test.each<[string, Readonly<Record<string, string | undefined>>]>([
  ['another port', { redirect_uri: 'http://localhost:8788/oauth/callback' }],
  ['a slash more', { redirect_uri: `${CALLBACK}/` }],
  ['a query more', { redirect_uri: `${CALLBACK}?a=b` }],
  ['the callback of another app client', { redirect_uri: 'https://other.example/cb' }],
  ['none', { redirect_uri: undefined }],
  ['an unknown app client', { client_id: 'made-up' }],
  ['one of a machine', { client_id: 'nightly1' }],
])('%s is a page, never a redirect', async (_name, changes) => {
  const { url, page } = await errorOf(changes);
  expect([url.pathname, page?.status]).toEqual(['/oauth2/authorize', 400]);
  expect(page?.headers.get('content-type')).toMatch(/^text\/html/);
});

test('the page for a wrong callback names it as Cognito does', async () => {
  const { page } = await errorOf({ redirect_uri: `${CALLBACK}/` });
  expect(await page?.text()).toContain('redirect_mismatch');
});

test('a post is no authorization request', async () => {
  const { origin } = pool.running.standIn;
  expect((await fetch(`${origin}/oauth2/authorize`, { method: 'POST' })).status).toBe(405);
});

test('no scope is every scope of the app client', async () => {
  const { body } = await redeem(pool.running, (await logIn(pool.running, { scope: undefined })).get('code'));
  const { scope } = decodeJwt(body.access_token);
  expect(scope).toBe(`openid ${URL_OF_SERVER}/read ${URL_OF_SERVER}/write`);
});

test('a long state comes back whole', async () => {
  const state = 'x'.repeat(3_000);
  expect((await logIn(pool.running, { state })).get('state')).toBe(state);
});

test('an app may do without PKCE', async () => {
  const back = await logIn(pool.running, { code_challenge: undefined, code_challenge_method: undefined });
  expect(back.has('code')).toBe(true);
});

test('each request is seen, with what it carried', async () => {
  const { standIn, requests } = pool.running;
  await standIn.settle();
  const before = requests.length;
  const back = await logIn(pool.running, { state: 'seen' });
  await redeem(pool.running, back.get('code'));
  await standIn.settle();
  const seen = requests.slice(before);
  expect(seen.map(({ method, path }) => `${method} ${path.replace(/[\w-]{20,}/, '…')}`)).toEqual([
    'GET /oauth2/authorize',
    'GET /login/…',
    'POST /login/…',
    'GET /oauth2/authorize/…',
    'POST /oauth2/token',
  ]);
  expect(seen[0]?.query).toMatchObject({ state: 'seen', client_id: 'people1' });
  expect(Object.keys(seen.at(-1)?.form ?? {})).toEqual([
    'grant_type',
    'code',
    'redirect_uri',
    'code_verifier',
    'client_id',
    'client_secret',
  ]);
});
