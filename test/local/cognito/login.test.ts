import { request } from 'node:http';
import { decodeJwt } from '../tokens';
import { Browser } from './browser';
import { ANA, CALLBACK, authorizeUrl, logIn, redeem, startedPool } from './fixtures';

const pool = startedPool();

function logoutUrl(to: string): URL {
  const url = new URL('/logout', pool.running.standIn.origin);
  url.searchParams.set('client_id', 'people1');
  url.searchParams.set('logout_uri', to);
  return url;
}

test('the page works without scripts, and says what it is and who can log in', async () => {
  const browser = new Browser();
  const { url, page } = await browser.follow(authorizeUrl(pool.running, { login_hint: '"><b>' }));
  const html = (await page?.text()) ?? '';
  expect(url.pathname).toMatch(/^\/login\/[\w-]+$/);
  expect(page?.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline'/,
  );
  expect(html).toContain('stands in for Amazon Cognito on this machine');
  expect(html).toMatch(/<label for="username">.*\n<input id="username" .*autocomplete="username"/);
  expect(html).toMatch(/<label for="password">.*\n<input id="password" .*autocomplete="current-password"/);
  expect(html).toContain('<li>ana@example.com<span>Groups: support, approvers</span></li>');
  expect(html).toContain('<li>reader@example.com<span>In no group</span></li>');
  expect(html).toContain('value="&#34;&#62;&#60;b&#62;"');
  expect(html).toContain('name="viewport" content="width=device-width, initial-scale=1"');
  expect(html).toContain('color-scheme: light dark');
  expect(html).not.toContain('<script');
});

test('a wrong password shows the page again, and the right one goes on', async () => {
  const browser = new Browser();
  const { url } = await browser.follow(authorizeUrl(pool.running));
  for (const wrong of [
    { username: ANA.username, password: 'no' },
    { username: 'nobody@example.com', password: 'desk' },
    { username: '', password: '' },
  ]) {
    const { page } = await browser.follow(url, wrong);
    expect(page?.status).toBe(400);
    expect(await page?.text()).toContain('role="alert">Incorrect user name or password.');
  }
  const back = await browser.follow(url, { username: ANA.username, password: ANA.password });
  expect(`${back.url.origin}${back.url.pathname}`).toBe(CALLBACK);
  expect([...back.url.searchParams.keys()]).toEqual(['code', 'state']);
  expect(back.url.searchParams.get('state')).toBe('handle');
});

test('within an hour a second login is silent, as the same person, unless the app asks for the page', async () => {
  const browser = new Browser();
  await logIn(pool.running, {}, browser);
  const silent = await browser.follow(authorizeUrl(pool.running, { state: 'again' }));
  expect(silent.url.searchParams.get('state')).toBe('again');
  const { body } = await redeem(pool.running, silent.url.searchParams.get('code'));
  expect(decodeJwt(body.access_token)).toMatchObject({ username: ANA.username });
  const asked = await browser.follow(authorizeUrl(pool.running, { prompt: 'login' }));
  expect(asked.page?.status).toBe(200);
  const forOthers = await browser.follow(authorizeUrl(pool.running, { prompt: 'consent' }));
  expect(forOthers.url.searchParams.has('code')).toBe(true);
});

test('the session of a browser lasts an hour', async () => {
  const browser = new Browser();
  const { url } = await browser.follow(authorizeUrl(pool.running));
  const posted = await browser.open(url, { username: ANA.username, password: ANA.password });
  const resumed = await browser.open(new URL(posted.headers.get('location') ?? '', url));
  const session = resumed.headers.getSetCookie().find((line) => line.startsWith('_session=')) ?? '';
  const expires = Date.parse(/expires=([^;]+)/i.exec(session)?.[1] ?? '');
  expect(session).toMatch(/httponly/i);
  expect(Math.abs(expires - Date.now() - 3_600_000)).toBeLessThan(10_000);
});

test('prompt=none goes back at once, with or without a code', async () => {
  const browser = new Browser();
  const none = authorizeUrl(pool.running, { prompt: 'none' });
  expect((await browser.follow(none)).url.searchParams.get('error')).toBe('login_required');
  await logIn(pool.running, {}, browser);
  expect((await browser.follow(none)).url.searchParams.has('code')).toBe(true);
});

test('logging out ends the session, and goes to a known address only', async () => {
  const browser = new Browser();
  await logIn(pool.running, {}, browser);
  const logout = (to: string) => browser.follow(logoutUrl(to));
  expect((await logout('https://evil.example/')).page?.status).toBe(400);
  expect((await browser.follow(authorizeUrl(pool.running))).url.searchParams.has('code')).toBe(true);
  expect((await logout('http://localhost:8787/bye')).url.href).toBe('http://localhost:8787/bye');
  expect((await browser.follow(authorizeUrl(pool.running))).page?.status).toBe(200);
});

test('a login page that nobody began is an error page', async () => {
  const { page } = await new Browser().follow(`${pool.running.standIn.origin}/login/made-up`);
  expect(page?.status).toBe(400);
  expect(await page?.text()).toContain('login_expired');
});

test('a name that leads here by DNS rebinding is refused', async () => {
  const status = await new Promise((resolve, reject) => {
    request(pool.running.standIn.origin, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
