/** T17–T26: the page that asks the person. */
import { createHash } from 'node:crypto';
import { BrowserJar } from '../../../support/browser-jar';
import {
  CLAUDE_REDIRECT,
  LOOPBACK_REDIRECT,
  encode,
  locationOf,
  sealedIn,
  startFacade,
  type Facade,
} from '../../../support/facade';
import { ManualClock } from '../../../support/manual-clock';
import { expectNoUpstream, expectReturned, expectStopped } from './expectations';

let facade: Facade;
let client: string;
let jar: BrowserJar;
let html: string;
beforeAll(async () => {
  facade = await startFacade();
});
beforeEach(async () => {
  client = await facade.register();
  jar = new BrowserJar();
  html = await (await facade.authorize({ client_id: client }, jar)).text();
});
afterEach(() => expectNoUpstream(facade));
afterAll(() => facade.pool.stop());

test('T17 approve-by-get', async () => {
  const response = await facade.get(
    `/oauth/consent?${encode({ decision: 'approve', request: sealedIn(html) })}`,
    jar,
  );
  expect(response.status).toBe(405);
  expect(response.headers.getSetCookie()).toEqual([]);
});

describe('T18 consent-no-csrf', () => {
  test('no cookie', async () => expectStopped(await facade.post(html, new BrowserJar()), 403));
  test('no field', async () => {
    await expectStopped(await facade.post(html, jar, { fields: { request: undefined } }), 403);
  });
  test('an empty cookie', async () => {
    for (const name of jar.cookies.keys()) jar.cookies.set(name, '');
    await expectStopped(await facade.post(html, jar), 403);
  });
});

describe('T19 consent-cross-site', () => {
  test('the page of another browser', async () => {
    const theirs = await (await facade.authorize({ client_id: client }, new BrowserJar())).text();
    await expectStopped(await facade.post(theirs, jar), 403);
  });
  test("another tab's secret under this page's name", async () => {
    const other = new BrowserJar();
    await facade.authorize({ client_id: client }, other);
    const [value = ''] = other.cookies.values();
    for (const name of jar.cookies.keys()) jar.cookies.set(name, value);
    await expectStopped(await facade.post(html, jar), 403);
  });
  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ])('%j', async (headers) => expectStopped(await facade.post(html, jar, { headers }), 403));
  test('a browser that only says null, and nothing of the site', async () => {
    const response = await facade.form(
      '/oauth/consent',
      { request: sealedIn(html), decision: 'approve' },
      { cookie: jar.header(), origin: 'null' },
    );
    await expectStopped(response, 403);
  });
  test('the page itself, whose forms have no referrer', async () => {
    expect((await facade.post(html, jar, { headers: { origin: 'null' } })).status).toBe(303);
  });
  test('two tabs of one browser do not disturb each other', async () => {
    const second = await (await facade.authorize({ client_id: client }, jar)).text();
    expect((await facade.post(html, jar)).status).toBe(303);
    expect((await facade.post(second, jar)).status).toBe(303);
  });
});

describe('T20 consent-tamper', () => {
  test('the sealed request altered', async () => {
    const sealed = sealedIn(html);
    for (const at of [2, 10, sealed.length - 1]) {
      const request = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      await expectStopped(await facade.post(html, jar, { fields: { request } }), 400);
    }
  });
  test('it expires', async () => {
    const clock = new ManualClock();
    const timed = await startFacade({ clock });
    const host = await timed.register();
    const tab = new BrowserJar();
    const page = await (await timed.authorize({ client_id: host }, tab)).text();
    await clock.advance(601_000);
    await expectStopped(await timed.post(page, tab), 400);
    await timed.pool.stop();
  });
  test('fields beside it are ignored', async () => {
    const fields = { client_id: 'evil', redirect_uri: 'https://evil.example/cb', scope: 'everything' };
    const consented = await facade.post(html, jar, { fields });
    expect(new URL(locationOf(consented)).searchParams.get('redirect_uri')).toBe(
      'https://mcp.example.com/oauth/callback',
    );
  });
});

test('T21 confused-deputy: a logged-in victim opens a link of somebody else', async () => {
  const evil = await facade.register([LOOPBACK_REDIRECT], 'Claude');
  const page = await facade.authorize({ client_id: evil }, new BrowserJar(), {
    'sec-fetch-site': 'cross-site',
  });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('unverified name');
});

test('T22 remembered-ride: consent is asked each time', async () => {
  await facade.login(client, { jar });
  const again = await facade.authorize({ client_id: client }, jar, { 'sec-fetch-site': 'cross-site' });
  expect([again.status, sealedIn(await again.text()) === '']).toEqual([200, false]);
});

test('T23 framing: what a browser may do with the pages', async () => {
  for (const response of [
    await facade.authorize({ client_id: client }),
    await facade.authorize({ client_id: 'unknown' }),
  ]) {
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(policy).not.toContain('form-action');
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(await response.text()) ?? [];
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  }
});

describe('T24 consent-xss', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
    ['Clau\u202ede\u0007\u200b\n\nDesktop', 'Claude Desktop'],
    ['long '.repeat(30), 'long '.repeat(8).trim()],
  ])('%j', async (name, shown) => {
    const id = await facade.register([LOOPBACK_REDIRECT], name);
    const page = await (await facade.authorize({ client_id: id })).text();
    expect(page).toContain(`<dd>${shown} `);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });
  test('a logo is never shown', async () => {
    const page = await (await facade.authorize({ client_id: await facade.register() })).text();
    expect(page).not.toMatch(/<img|javascript:|src=/);
  });
  test('where the answer goes is shown', async () => {
    const claude = await facade.register([CLAUDE_REDIRECT], 'Claude');
    const page = await (await facade.authorize({ client_id: claude, redirect_uri: CLAUDE_REDIRECT })).text();
    expect(page).toContain('<code>claude.ai</code>');
    expect(html).toContain('<code>http://127.0.0.1:49152</code>');
    expect(html).toContain('any program on it could ask in this name');
  });
});

test('T25 deny', async () => {
  const denied = await facade.post(html, jar, { fields: { decision: 'deny' } });
  expectReturned(denied, 'access_denied', LOOPBACK_REDIRECT);
  expect(jar.cookies.size).toBe(0);
});

test('T26 consent-replay: the same answer twice', async () => {
  expect((await facade.post(html, jar)).status).toBe(303);
  await expectStopped(await facade.post(html, jar), 400);
});
