/** T27–T35: the way back from Cognito. */
import { BrowserJar } from '../../../support/browser-jar';
import {
  LOOPBACK_REDIRECT,
  encode,
  locationOf,
  startFacade,
  type Facade,
  type Fields,
} from '../../../support/facade';
import { ManualClock } from '../../../support/manual-clock';
import { expectNoUpstream, expectReturned, expectStopped } from './expectations';

let facade: Facade;
let client: string;
beforeAll(async () => {
  facade = await startFacade();
  client = await facade.register();
});
afterEach(() => expectNoUpstream(facade));
afterAll(() => facade.pool.stop());

/** A login up to Cognito's page: what Cognito was asked. */
async function consented(jar: BrowserJar, fields: Fields = {}, at = facade): Promise<URL> {
  const page = await at.authorize({ client_id: client, ...fields }, jar);
  return new URL(locationOf(await at.post(page, jar)));
}
const back = (fields: Fields, jar: BrowserJar, at = facade): Promise<Response> =>
  at.get(`/oauth/callback?${encode(fields)}`, jar);
const stateOf = (login: URL): string => login.searchParams.get('state') ?? '';

test('T27 callback-no-cookie: the link to Cognito of an attacker, opened in the browser of a victim (CVE-2026-27124)', async () => {
  const state = stateOf(await consented(new BrowserJar()));
  const response = await back({ code: 'the-code-of-the-victim', state }, new BrowserJar());
  expect(await response.clone().text()).not.toContain('the-code-of-the-victim');
  await expectStopped(response, 403);
});

describe('T28 callback-foreign-cookie', () => {
  test('the cookie of another login', async () => {
    const [mine, theirs] = [new BrowserJar(), new BrowserJar()];
    const state = stateOf(await consented(mine));
    await consented(theirs);
    await expectStopped(await back({ code: 'c', state }, theirs), 403);
  });
  test('its content under the name of this login', async () => {
    const [mine, theirs] = [new BrowserJar(), new BrowserJar()];
    const state = stateOf(await consented(mine));
    await consented(theirs);
    const [content = ''] = theirs.cookies.values();
    for (const name of mine.cookies.keys()) mine.cookies.set(name, content);
    await expectStopped(await back({ code: 'c', state }, mine), 403);
  });
});

test.each([undefined, '', 'constant', 'A'.repeat(48), 'client-state-of-a-direct-link'])(
  'T29 callback-bad-state: %s',
  async (state) => {
    const jar = new BrowserJar();
    await consented(jar);
    await expectStopped(await back({ code: 'c', state }, jar), 400);
  },
);

test('T30 callback-expired: after ten minutes, and the cookie goes', async () => {
  const clock = new ManualClock();
  const timed = await startFacade({ clock });
  const jar = new BrowserJar();
  const host = await timed.register();
  const state = stateOf(await consented(jar, { client_id: host }, timed));
  await clock.advance(601_000);
  const response = await back({ code: 'c', state }, jar, timed);
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
  expect(jar.cookies.size).toBe(0);
  await timed.pool.stop();
});

test('T31 callback-replay: a HEAD request spends nothing', async () => {
  const jar = new BrowserJar();
  const state = stateOf(await consented(jar));
  const head = await facade.server.fetch(
    new Request(`https://mcp.example.com/oauth/callback?${encode({ code: 'c', state })}`, {
      method: 'HEAD',
      headers: { cookie: jar.header() },
    }),
  );
  expect([head.status, head.headers.getSetCookie()]).toEqual([405, []]);
  expect((await back({ code: 'c', state }, jar)).status).toBe(303);
});

test('T31 callback-replay', async () => {
  const jar = new BrowserJar();
  const state = stateOf(await consented(jar));
  expect((await back({ code: 'c', state }, jar)).status).toBe(303);
  await expectStopped(await back({ code: 'c', state }, jar), 400);
});

describe('T32 cookie-tossing', () => {
  test('a cookie without the prefix that keeps neighbors out', async () => {
    const jar = new BrowserJar();
    const state = stateOf(await consented(jar));
    const tossed = new BrowserJar();
    for (const [name, value] of jar.cookies) tossed.cookies.set(name.replace('__Host-', ''), value);
    await expectStopped(await back({ code: 'c', state }, tossed), 403);
  });
  test('two of one name', async () => {
    const jar = new BrowserJar();
    const state = stateOf(await consented(jar));
    const response = await facade.get(`/oauth/callback?${encode({ code: 'c', state })}`, new BrowserJar(), {
      cookie: `${jar.header()}; ${jar.header()}`,
    });
    await expectStopped(response, 403);
  });
});

test('T33 cookie-flood: ten logins at once', async () => {
  const jar = new BrowserJar();
  const states: string[] = [];
  for (let count = 0; count < 10; count++) {
    states.push(stateOf(await consented(jar, { state: 'x'.repeat(600) })));
    expect(jar.header().length).toBeLessThan(6_200);
    expect(jar.cookies.size).toBeLessThanOrEqual(5);
  }
  expect((await back({ code: 'c', state: states.at(-1) }, jar)).status).toBe(303);
  for (let count = 0; count < 10; count++) await facade.authorize({ client_id: client }, jar);
  expect(jar.cookies.size).toBeLessThanOrEqual(5);
});

describe('T34 mix-up', () => {
  test('iss is the issuer of the metadata, on success and on error', async () => {
    const { issuer } = JSON.parse(await (await facade.get('/.well-known/oauth-authorization-server')).text());
    const jar = new BrowserJar();
    const success = new URL(locationOf(await back({ code: 'c', state: stateOf(await consented(jar)) }, jar)));
    expect(success.searchParams.get('iss')).toBe(issuer);
    const failure = await facade.authorize({ client_id: client, scope: 'made-up' });
    expect(new URL(locationOf(failure)).searchParams.get('iss')).toBe(issuer);
  });
  test('what comes beside the answer is ignored', async () => {
    const jar = new BrowserJar();
    const state = stateOf(await consented(jar));
    const fields = { code: 'c', state, iss: 'https://evil.example', redirect_uri: 'https://evil.example/cb' };
    const location = locationOf(await back(fields, jar));
    expect(location.startsWith(`${LOOPBACK_REDIRECT}?code=`)).toBe(true);
    expect(location).not.toContain('evil');
  });
  test('the link alone begins no login', async () => {
    const jar = new BrowserJar();
    await facade.authorize({ client_id: client }, jar);
    expect([...jar.cookies.keys()].every((name) => name.startsWith('__Host-mcp-consent-'))).toBe(true);
  });
});

describe('T35 upstream-error-injection', () => {
  test.each([
    ['access_denied', 'access_denied'],
    ['temporarily_unavailable', 'temporarily_unavailable'],
    ['invalid_scope', 'server_error'],
    ['<script>', 'server_error'],
  ])('%s becomes %s', async (error, mapped) => {
    const jar = new BrowserJar();
    const state = stateOf(await consented(jar));
    const response = await back({ error, error_description: '<b>call +1 555 0100</b>', state }, jar);
    expectReturned(response, mapped, LOOPBACK_REDIRECT);
  });
  test('an error wins over a code', async () => {
    const jar = new BrowserJar();
    const state = stateOf(await consented(jar));
    const response = await back({ error: 'access_denied', code: 'c', state }, jar);
    expectReturned(response, 'access_denied', LOOPBACK_REDIRECT);
  });
  test('neither', async () => {
    const jar = new BrowserJar();
    const response = await back({ state: stateOf(await consented(jar)) }, jar);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});
