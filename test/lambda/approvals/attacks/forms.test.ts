/** What must not make anybody decide: links, forms and texts of strangers. */
import { keyOfId } from '../../../../lambda/state/approvals/approvals';
import {
  BEN,
  OTHER_TICKET,
  TICKET,
  startApprovalDesk,
  type ApprovalDesk,
} from '../../../support/approval-desk';
import { BrowserJar } from '../../../support/browser-jar';
import { ISSUER, encode } from '../../../support/facade';
import { expectUndecided } from './expectations';

const PATH = `/approvals/${TICKET}`;
const OTHER_PATH = `/approvals/${OTHER_TICKET}`;
const SESSION = '__Host-mcp-approver';
const ASKED = { handle: 'h', client: 'c', redirectUri: 'r', scopes: [], challenge: 'c' };

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await startApprovalDesk();
  await desk.ask();
});
afterEach(() => desk.stop());

describe('a link', () => {
  test('that is opened decides nothing, whatever it says', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.tokenOf(TICKET, jar);
    const query = encode({ decision: 'approve', token, reason: 'because' });
    for (const site of ['none', 'cross-site', 'same-origin']) {
      const headers = { 'sec-fetch-site': site };
      expect((await desk.get(`${PATH}?${query}`, jar, headers)).status).toBe(200);
      expect((await desk.get(`${PATH}?${query}`, new BrowserJar(), headers)).status).toBe(303);
    }
    expect([await desk.statusOf(TICKET), desk.audited()]).toEqual(['pending', []]);
  });

  test('that a program looks at begins no login', async () => {
    const { jar } = await desk.logIn();
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const path of ['/approvals', PATH, '/approvals/callback', '/approvals/logout']) {
        const response = await desk.server.fetch(
          new Request(`${ISSUER}${path}`, { method, headers: { cookie: jar.header() } }),
        );
        expect([response.status, response.headers.getSetCookie()]).toEqual([405, []]);
      }
    }
    expect((await desk.get('/approvals/logout', jar)).status).toBe(405);
    expect(await desk.statusOf(TICKET)).toBe('pending');
  });

  test.each(['x', `${TICKET}/approve`, '..%2Fmcp', `${TICKET}%00`, 'n'.repeat(65), '%0d%0aset-cookie:a=b'])(
    'to nothing leads nowhere: %s',
    async (id) => {
      const { jar } = await desk.logIn();
      for (const browser of [jar, new BrowserJar()])
        expect((await desk.get(`/approvals/${id}`, browser)).status).toBe(404);
    },
  );
});

describe('a form of somebody else’s', () => {
  test('has no token', async () => {
    const { jar } = await desk.logIn();
    await expectUndecided(desk, await desk.decide(TICKET, jar, { token: undefined }), 403);
    await expectUndecided(desk, await desk.decide(TICKET, jar, { token: 'made.up' }), 403);
  });

  test('has the token of another request', async () => {
    await desk.ask({ id: OTHER_TICKET });
    const { jar } = await desk.logIn();
    await expectUndecided(
      desk,
      await desk.decide(TICKET, jar, { token: await desk.tokenOf(OTHER_TICKET, jar) }),
      403,
    );
  });

  test('has the token of another session, of the same person too', async () => {
    const { jar } = await desk.logIn();
    for (const claims of [BEN, { ...BEN, sub: 'sub-eve', username: 'eve' }]) {
      const { jar: theirs } = await desk.logIn(claims);
      await expectUndecided(
        desk,
        await desk.decide(TICKET, jar, { token: await desk.tokenOf(TICKET, theirs) }),
        403,
      );
    }
  });

  test('has a token that is sealed, for something else', async () => {
    const { jar } = await desk.logIn();
    const session = await desk.sealer.open('approver', jar.cookies.get(SESSION) ?? '');
    // Of both shapes: only what it was sealed for tells them apart.
    const content = { session: session?.id ?? '', ticket: TICKET, secret: 's', request: ASKED };
    const sealed = (purpose: 'consent' | 'approvalForm'): Promise<string> =>
      desk.sealer.seal(purpose, content);
    await expectUndecided(desk, await desk.decide(TICKET, jar, { token: await sealed('consent') }), 403);
    expect((await desk.decide(TICKET, jar, { token: await sealed('approvalForm') })).status).toBe(303);
  });

  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: ISSUER, 'sec-fetch-site': 'cross-site' },
  ])('comes from elsewhere: %j', async (headers) => {
    const { jar } = await desk.logIn();
    await expectUndecided(desk, await desk.decide(TICKET, jar, {}, headers), 403);
    expect((await desk.post('/approvals/logout', jar, { headers })).status).toBe(403);
    expect(jar.cookies.has(SESSION)).toBe(true);
  });

  test('says neither yes nor no, or says it twice', async () => {
    const { jar } = await desk.logIn();
    for (const decision of [undefined, '', 'APPROVE', 'approved', ['approve', 'deny']])
      await expectUndecided(desk, await desk.decide(TICKET, jar, { decision }), 400);
    const json = await desk.decide(TICKET, jar, {}, { 'content-type': 'application/json' });
    await expectUndecided(desk, json, 400);
  });
});

describe('what a stranger wrote', () => {
  const hostile = '</pre><script>alert(1)</script>"\u202eevil\u202c\u2066\u200b\u0007\u{e0041}\u2028';

  test('is text, and hides nothing', async () => {
    await desk.ask({
      id: OTHER_TICKET,
      tool: 'close_case',
      subject: `sub-ana${hostile}`,
      agent: `https://evil.example/${hostile}`,
      arguments: JSON.stringify({ [hostile]: hostile, amount: 100 }),
    });
    const { jar } = await desk.logIn();
    for (const path of ['/approvals', OTHER_PATH]) {
      const page = await (await desk.get(path, jar)).text();
      expect(page).not.toContain('<script');
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(page).not.toMatch(/[\p{Cf}\u2028]/u);
      expect(page).toContain('\\u202eevil\\u202c\\u2066\\u200b\\u0007\\u{e0041}\\u2028');
    }
  });

  test('is a reason that says it is more', async () => {
    const said = { by: hostile, reason: hostile, at: desk.clock.now() };
    await desk.ask({ id: OTHER_TICKET });
    await desk.store.decide({ id: OTHER_TICKET, approve: false, ...said });
    const { jar } = await desk.logIn();
    const page = await (await desk.get(OTHER_PATH, jar)).text();
    expect(page).not.toMatch(/<script|[\u202a-\u202e]/);
  });

  test('is too long to be shown whole: what there is stays readable', async () => {
    await desk.ask({ id: OTHER_TICKET, arguments: JSON.stringify('{"a":"<b>\u202e…') });
    const { jar } = await desk.logIn();
    const page = await (await desk.get(OTHER_PATH, jar)).text();
    expect(page).toContain('<pre>{<bdi>&quot;a&quot;</bdi>:&quot;&lt;b&gt;\\u202e…</pre>');
  });

  test('has letters that run from the right: each text stands apart from its neighbours', async () => {
    await desk.ask({ id: OTHER_TICKET, arguments: JSON.stringify({ to: 'אבג', cents: 100 }) });
    const { jar } = await desk.logIn();
    expect(await (await desk.get(OTHER_PATH, jar)).text()).toContain('<bdi>&quot;אבג&quot;</bdi>,');
  });
});

test('a request that is unknown, asked anew or over is none', async () => {
  await desk.clock.advance(60_000);
  const { jar } = await desk.logIn();
  const token = await desk.tokenOf(TICKET, jar);
  expect((await desk.get(`/approvals/${OTHER_TICKET}`, jar)).status).toBe(404);
  const anew = `${TICKET.slice(0, 22)}${'m'.repeat(12)}`;
  await desk.store.decide({ id: TICKET, approve: true, by: 'eve', at: desk.clock.now() });
  await desk.store.use(keyOfId(TICKET), desk.clock.now());
  await desk.ask({ id: anew });
  expect((await desk.get(PATH, jar)).status).toBe(404);
  expect((await desk.post(PATH, jar, { fields: { token, decision: 'approve' } })).status).toBe(404);
  expect((await desk.get(`/approvals/${anew}`, jar)).status).toBe(200);
  await desk.ask({ id: OTHER_TICKET, expiresAt: desk.clock.now() + 60_000 });
  const late = await desk.tokenOf(OTHER_TICKET, jar);
  await desk.clock.advance(60_000);
  expect((await desk.get(OTHER_PATH, jar)).status).toBe(404);
  const fields = { token: late, decision: 'approve' };
  expect((await desk.post(OTHER_PATH, jar, { fields })).status).toBe(404);
  expect(desk.audited()).toEqual([]);
});
