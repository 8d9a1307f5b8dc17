/** Who must not decide, and what must not make anybody decide. */
import { ANA, BEN, TICKET, startApprovalDesk, type ApprovalDesk } from '../../support/approval-desk';
import { BrowserJar } from '../../support/browser-jar';
import { RESOURCE } from '../../support/cognito-pool';
import adder from '../../fixtures/adder';
import { ISSUER, encode, locationOf } from '../../support/facade';
import { serveInProcess } from '../../support/in-process';

const PATH = `/approvals/${TICKET}`;
const OTHER = `${'o'.repeat(22)}${'n'.repeat(12)}`;
const SESSION = '__Host-mcp-approver';

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await startApprovalDesk();
  desk.ask();
});
afterEach(() => desk.stop());

/** Refused with a page, and nothing was decided. */
async function expectUndecided(response: Response, status: number): Promise<string> {
  expect([response.status, response.headers.get('location')]).toEqual([status, null]);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(desk.statusOf(TICKET)).toBe('pending');
  expect(desk.audited()).toEqual([]);
  return response.text();
}

describe('an agent', () => {
  test('has a token of a person who approves: refused at each path, whatever it is', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.pool.token({ ...BEN, scope: `${RESOURCE}/destructive` });
    const form = { token: await desk.tokenOf(TICKET, jar), decision: 'approve' };
    for (const authorization of [`Bearer ${token}`, 'Bearer x', 'Basic eDp5', 'DPoP x', '']) {
      for (const path of ['/approvals', PATH, '/approvals/callback'])
        await expectUndecided(await desk.get(path, new BrowserJar(), { authorization }), 400);
      // Also beside the cookie of somebody who may.
      const posted = await desk.post(PATH, jar, { fields: form, headers: { authorization } });
      await expectUndecided(posted, 400);
    }
  });

  test('has no session: it gets nowhere by asking', async () => {
    const posted = await desk.post(PATH, new BrowserJar(), { fields: { decision: 'approve', token: 'x' } });
    await expectUndecided(posted, 403);
  });

  test('has what the facade sealed for its host: it is no session', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.tokenOf(TICKET, jar);
    const session = {
      id: 'i',
      subject: 'sub-ben',
      name: 'ben',
      expiresAt: desk.clock.now() + 60_000,
    };
    for (const purpose of ['access', 'refresh', 'code', 'login', 'approverLogin', 'approvalForm'] as const) {
      jar.cookies.set(SESSION, await desk.sealer.seal(purpose, session));
      await expectUndecided(await desk.post(PATH, jar, { fields: { token, decision: 'approve' } }), 403);
    }
  });
});

describe('somebody who is no approver', () => {
  test.each([[{}], [{ 'cognito:groups': ['support'] }], [{ 'cognito:groups': 'approvers' }]])(
    'gets no session: %j',
    async (groups) => {
      const { jar, back } = await desk.logIn({
        sub: 'sub-mia',
        username: 'mia',
        'cognito:groups': undefined,
        ...groups,
      });
      expect(await expectUndecided(back, 403)).toContain('not in the group &#39;approvers&#39;');
      expect([...jar.cookies.keys()]).toEqual([]);
    },
  );

  test('or is one of another service: the group is that of the settings', async () => {
    const leads = await startApprovalDesk({ approvers: 'leads' });
    expect((await leads.logIn(BEN)).back.status).toBe(403);
    expect((await leads.logIn({ ...BEN, 'cognito:groups': ['leads'] })).back.status).toBe(303);
    await leads.stop();
  });

  test.each([
    ['another app client', { client_id: 'machine-1' }],
    ['another server', { aud: 'https://other.example.com/mcp' }],
    ['nobody', { sub: '' }],
    ['a login, which is no access', { token_use: 'id' }],
    ['another pool', { iss: 'https://evil.example' }],
  ])('or whose token is of %s', async (_of, claims) => {
    const { back } = await desk.logIn({ ...BEN, ...claims });
    await expectUndecided(back, 403);
  });
});

describe('whoever asked', () => {
  test('sees the request and why they may not approve it, and may not', async () => {
    const { jar } = await desk.logIn(ANA);
    const page = await (await desk.get(PATH, jar)).text();
    expect(page).toContain('You asked for this yourself: somebody else has to approve it.');
    expect(page).not.toContain('value="approve"');
    expect(await expectUndecided(await desk.decide(TICKET, jar), 403)).toContain('somebody else has to');
  });

  test('may take it back', async () => {
    const { jar } = await desk.logIn(ANA);
    expect((await desk.decide(TICKET, jar, { decision: 'deny', reason: 'a mistake' })).status).toBe(303);
    expect(desk.statusOf(TICKET)).toBe('denied');
  });

  test('may approve where the service was told so', async () => {
    const alone = await startApprovalDesk({ approveOwn: true });
    alone.ask();
    const { jar } = await alone.logIn(ANA);
    expect(await (await alone.get(PATH, jar)).text()).not.toContain('You asked for this yourself');
    expect((await alone.decide(TICKET, jar)).status).toBe(303);
    expect(alone.statusOf(TICKET)).toBe('approved');
    await alone.stop();
  });
});

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
    expect([desk.statusOf(TICKET), desk.audited()]).toEqual(['pending', []]);
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
    expect(desk.statusOf(TICKET)).toBe('pending');
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
    await expectUndecided(await desk.decide(TICKET, jar, { token: undefined }), 403);
    await expectUndecided(await desk.decide(TICKET, jar, { token: 'made.up' }), 403);
  });

  test('has the token of another request', async () => {
    desk.ask({ id: OTHER });
    const { jar } = await desk.logIn();
    await expectUndecided(await desk.decide(TICKET, jar, { token: await desk.tokenOf(OTHER, jar) }), 403);
  });

  test('has the token of another session, of the same person too', async () => {
    const { jar } = await desk.logIn();
    for (const claims of [BEN, { ...BEN, sub: 'sub-eve', username: 'eve' }]) {
      const { jar: theirs } = await desk.logIn(claims);
      await expectUndecided(
        await desk.decide(TICKET, jar, { token: await desk.tokenOf(TICKET, theirs) }),
        403,
      );
    }
  });

  test('has a token that is sealed, for something else', async () => {
    const { jar } = await desk.logIn();
    const session = await desk.sealer.open('approver', jar.cookies.get(SESSION) ?? '');
    const content = { session: session?.id, ticket: TICKET };
    const sealed = (purpose: 'consent' | 'approvalForm'): Promise<string> =>
      desk.sealer.seal(purpose, content);
    await expectUndecided(await desk.decide(TICKET, jar, { token: await sealed('consent') }), 403);
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
    await expectUndecided(await desk.decide(TICKET, jar, {}, headers), 403);
    expect((await desk.post('/approvals/logout', jar, { headers })).status).toBe(403);
    expect(jar.cookies.has(SESSION)).toBe(true);
  });

  test('says neither yes nor no, or says it twice', async () => {
    const { jar } = await desk.logIn();
    for (const decision of [undefined, '', 'APPROVE', 'approved', ['approve', 'deny']])
      await expectUndecided(await desk.decide(TICKET, jar, { decision }), 400);
    const json = await desk.decide(TICKET, jar, {}, { 'content-type': 'application/json' });
    await expectUndecided(json, 400);
  });
});

describe('what a stranger wrote', () => {
  const hostile = '</pre><script>alert(1)</script>"\u202eevil\u202c\u2066\u200b\u0007\u{e0041}\u2028';

  test('is text, and hides nothing', async () => {
    desk.ask({
      tool: 'close_case',
      subject: `sub-ana${hostile}`,
      agent: `https://evil.example/${hostile}`,
      arguments: JSON.stringify({ [hostile]: hostile, amount: 100 }),
    });
    const { jar } = await desk.logIn();
    for (const path of ['/approvals', PATH]) {
      const page = await (await desk.get(path, jar)).text();
      expect(page).not.toContain('<script');
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0007\u2028\u{e0041}]/u);
      expect(page).toContain('\\u202eevil\\u202c\\u2066\\u200b\\u0007\\u{e0041}\\u2028');
    }
  });

  test('is a reason that says it is more', async () => {
    desk.ask({ status: 'denied', decidedBy: hostile, decidedAt: desk.clock.now(), reason: hostile });
    const { jar } = await desk.logIn();
    const page = await (await desk.get(PATH, jar)).text();
    expect(page).not.toMatch(/<script|[\u202a-\u202e]/);
  });

  test('is too long to be shown whole: what there is stays readable', async () => {
    desk.ask({ arguments: JSON.stringify('{"a":"<b>\u202e…') });
    const { jar } = await desk.logIn();
    const page = await (await desk.get(PATH, jar)).text();
    expect(page).toContain('<pre>{<bdi>&quot;a&quot;</bdi>:&quot;&lt;b&gt;\\u202e…</pre>');
  });

  test('has letters that run from the right: each text stands apart from its neighbours', async () => {
    desk.ask({ arguments: JSON.stringify({ to: 'אבג', cents: 100 }) });
    const { jar } = await desk.logIn();
    expect(await (await desk.get(PATH, jar)).text()).toContain('<bdi>&quot;אבג&quot;</bdi>,');
  });
});

describe('the way back from Cognito', () => {
  const back = (login: URL, jar: BrowserJar, changes = {}): Promise<Response> =>
    desk.get(
      `/approvals/callback?${encode({ code: desk.pool.code(login), state: login.searchParams.get('state') ?? '', ...changes })}`,
      jar,
    );

  test('without the cookie of the login ends', async () => {
    const login = await desk.toCognito('/approvals', new BrowserJar());
    const victim = new BrowserJar();
    await expectUndecided(await back(login, victim), 403);
    expect([victim.cookies.size, desk.pool.requests]).toEqual([0, []]);
  });

  test('with that of another login ends', async () => {
    const [mine, theirs] = [new BrowserJar(), new BrowserJar()];
    const login = await desk.toCognito('/approvals', mine);
    await desk.toCognito('/approvals', theirs);
    await expectUndecided(await back(login, theirs), 403);
    const [content = ''] = theirs.cookies.values();
    for (const name of mine.cookies.keys()) mine.cookies.set(name, content);
    await expectUndecided(await back(login, mine), 403);
    expect(desk.pool.requests).toEqual([]);
  });

  test.each([
    ['a state that is nobody’s', { state: 'A'.repeat(48) }, 400],
    ['a state twice', { state: ['a', 'b'] }, 400],
    ['no code', { code: undefined }, 403],
    ['an error', { error: 'access_denied' }, 403],
    ['a code that is nobody’s', { code: 'stolen' }, 400],
  ])('with %s ends', async (_what, changes, status) => {
    const jar = new BrowserJar();
    const login = await desk.toCognito('/approvals', jar);
    await expectUndecided(await back(login, jar, changes), status);
    expect(jar.cookies.has(SESSION)).toBe(false);
  });

  test('takes ten minutes at most, and once', async () => {
    const jar = new BrowserJar();
    const late = await desk.toCognito('/approvals', jar);
    await desk.clock.advance(601_000);
    await expectUndecided(await back(late, jar), 400);
    const login = await desk.toCognito('/approvals', jar);
    desk.pool.personClaims = BEN;
    expect((await back(login, jar)).status).toBe(303);
    await expectUndecided(await back(login, jar), 403);
  });

  test('of a host does not end here, and the other way round', async () => {
    const jar = new BrowserJar();
    const login = await desk.toCognito('/approvals', jar);
    const query = encode({ code: desk.pool.code(login), state: login.searchParams.get('state') ?? '' });
    const response = await desk.get(`/oauth/callback?${query}`, jar);
    expect([response.status, response.headers.get('location')]).toEqual([403, null]);
  });

  test.each([
    ['busy', { status: 503 }],
    ['of another mind', { status: 400, body: { error: 'unauthorized_client' } }],
  ])('while Cognito is %s says so', async (_what, answer) => {
    const jar = new BrowserJar();
    const login = await desk.toCognito('/approvals', jar);
    desk.pool.answer = answer;
    await expectUndecided(await back(login, jar), 503);
  });
});

describe('a session', () => {
  test('is over after half an hour', async () => {
    const { jar } = await desk.logIn();
    desk.ask({ expiresAt: desk.clock.now() + 3_600_000 });
    const token = await desk.tokenOf(TICKET, jar);
    await desk.clock.advance(1_799_000);
    expect((await desk.get(PATH, jar)).status).toBe(200);
    await desk.clock.advance(1_000);
    await expectUndecided(await desk.post(PATH, jar, { fields: { token, decision: 'approve' } }), 403);
    expect(new URL(locationOf(await desk.get(PATH, jar))).pathname).toBe('/oauth2/authorize');
  });

  test('that is forged, changed or of another server is none', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.tokenOf(TICKET, jar);
    const sealed = jar.cookies.get(SESSION) ?? '';
    const foreign = await startApprovalDesk();
    foreign.pool.secrets.set('arn:sealing-keys', JSON.stringify({ kid: '1', key: 'z'.repeat(40) }));
    const theirs = (await foreign.logIn()).jar.cookies.get(SESSION) ?? '';
    await foreign.stop();
    const flipped = sealed.slice(0, -3) + (sealed.at(-3) === 'A' ? 'B' : 'A') + sealed.slice(-2);
    const twice = `${sealed}; ${SESSION}=${sealed}`;
    const plain = Buffer.from('{"subject":"sub-ben","name":"ben","id":"i","expiresAt":9e15}').toString(
      'base64url',
    );
    for (const value of ['', 'x', `1.${plain}`, plain, flipped, theirs, twice]) {
      jar.cookies.set(SESSION, value);
      await expectUndecided(await desk.post(PATH, jar, { fields: { token, decision: 'approve' } }), 403);
    }
  });

  test('of a tenant sees and decides what its own tenant asks', async () => {
    const tenants = await startApprovalDesk({ tenantClaim: 'org' });
    tenants.ask({ tenant: 'red', tool: 'of_red' });
    tenants.ask({ id: OTHER, tenant: 'blue', tool: 'of_blue' });
    const { jar } = await tenants.logIn({ ...BEN, org: 'blue' });
    const list = await (await tenants.get('/approvals', jar)).text();
    expect([list.includes('of_red'), list.includes('of_blue')]).toEqual([false, true]);
    expect((await tenants.get(PATH, jar)).status).toBe(404);
    const session = await tenants.sealer.open('approver', jar.cookies.get(SESSION) ?? '');
    const token = await tenants.sealer.seal('approvalForm', { session: session?.id, ticket: TICKET });
    expect((await tenants.post(PATH, jar, { fields: { token, decision: 'approve' } })).status).toBe(404);
    expect((await tenants.decide(OTHER, jar)).status).toBe(303);
    expect([tenants.statusOf(TICKET), tenants.statusOf(OTHER)]).toEqual(['pending', 'approved']);
    await tenants.stop();
  });
});

test('a request that is unknown, asked anew or over is none', async () => {
  const { jar } = await desk.logIn();
  const token = await desk.tokenOf(TICKET, jar);
  expect((await desk.get(`/approvals/${OTHER}`, jar)).status).toBe(404);
  const anew = `${TICKET.slice(0, 22)}${'m'.repeat(12)}`;
  desk.ask({ id: anew });
  expect((await desk.get(PATH, jar)).status).toBe(404);
  expect((await desk.post(PATH, jar, { fields: { token, decision: 'approve' } })).status).toBe(404);
  expect((await desk.get(`/approvals/${anew}`, jar)).status).toBe(200);
  desk.ask({ expiresAt: desk.clock.now() });
  expect((await desk.get(PATH, jar)).status).toBe(404);
  expect((await desk.post(PATH, jar, { fields: { token, decision: 'approve' } })).status).toBe(404);
});

test('a service without a tool that asks has no such page', async () => {
  const server = serveInProcess(adder, { settings: { auth: desk.pool.settings, url: RESOURCE } });
  expect((await server.fetch(new Request(`${ISSUER}/approvals`))).status).toBe(404);
});
