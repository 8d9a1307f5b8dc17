/** A person decides: what they see, and what becomes of it. */
import { createHash } from 'node:crypto';
import { BEN, TICKET, startApprovalDesk, type ApprovalDesk } from '../../support/approval-desk';
import { BrowserJar } from '../../support/browser-jar';
import { RESOURCE } from '../../support/cognito-pool';
import { ISSUER, locationOf } from '../../support/facade';

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await startApprovalDesk();
});
afterEach(() => desk.stop());

const read = async (path: string, jar: BrowserJar): Promise<string> => (await desk.get(path, jar)).text();

describe('the login', () => {
  test('is one of its own at Cognito, for this server alone', async () => {
    const login = await desk.toCognito('/approvals', new BrowserJar());
    expect(`${login.origin}${login.pathname}`).toBe(`${desk.pool.url}/oauth2/authorize`);
    expect(Object.fromEntries(login.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'people',
      redirect_uri: `${ISSUER}/approvals/callback`,
      state: expect.stringMatching(/^[\w-]{48}$/),
      scope: ['destructive', 'read', 'write'].map((scope) => `${RESOURCE}/${scope}`).join(' '),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      resource: RESOURCE,
    });
  });

  test('ends where it began, with a verifier that the browser could not read, and keeps no token', async () => {
    await desk.ask();
    const { jar, back } = await desk.logIn(BEN, `/approvals/${TICKET}`);
    expect([back.status, locationOf(back)]).toEqual([303, `/approvals/${TICKET}`]);
    expect([...jar.cookies.keys()]).toEqual(['__Host-mcp-approver']);
    const [exchanged, revoked, ...others] = desk.pool.requests;
    expect(exchanged?.fields).toMatchObject({ redirect_uri: `${ISSUER}/approvals/callback` });
    expect(exchanged?.fields.code_verifier).toMatch(/^[\w-]{43}$/);
    expect([revoked?.path, others]).toEqual(['/oauth2/revoke', []]);
  });

  test('sends the challenge of the verifier', async () => {
    const jar = new BrowserJar();
    const login = await desk.toCognito('/approvals', jar);
    desk.pool.personClaims = BEN;
    const code = desk.pool.code(login);
    await desk.get(`/approvals/callback?code=${code}&state=${login.searchParams.get('state')}`, jar);
    const verifier = desk.pool.requests[0]?.fields.code_verifier ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
      login.searchParams.get('code_challenge'),
    );
  });

  test('ends with the button', async () => {
    const { jar } = await desk.logIn();
    expect((await desk.post('/approvals/logout', jar)).status).toBe(200);
    expect(jar.cookies.size).toBe(0);
    expect((await desk.get('/approvals', jar)).status).toBe(303);
  });
});

test('the list has what waits, the oldest first, and nothing else', async () => {
  const other = (letter: string): string => `${letter.repeat(22)}${'n'.repeat(12)}`;
  await desk.ask({ id: other('b'), tool: 'second' });
  await desk.ask({ id: other('a'), tool: 'first', requestedAt: desk.clock.now() - 300_000 });
  await desk.ask({ id: other('c'), tool: 'decided' });
  await desk.store.decide({ id: other('c'), approve: true, by: 'eve', at: desk.clock.now() });
  await desk.ask({ id: other('d'), tool: 'over', requestedAt: 0, expiresAt: desk.clock.now() });
  const { jar } = await desk.logIn();
  const page = await read('/approvals', jar);
  expect([...page.matchAll(/href="(\/approvals\/[^"]+)"/g)].map(([, href]) => href)).toEqual([
    `/approvals/${other('a')}`,
    `/approvals/${other('b')}`,
  ]);
  expect(page).toContain('asked 5 min ago, 30 min left');
  expect(page).toContain('You are <bdi>ben</bdi>');
});

test('an empty list says so', async () => {
  const { jar } = await desk.logIn();
  expect(await read('/approvals', jar)).toContain('Nothing waits.');
});

test('a request shows all that a person needs, in a page that a browser may only show', async () => {
  await desk.ask({ arguments: '{"id":"7","note":"as agreed"}' });
  await desk.clock.advance(90_000);
  const { jar } = await desk.logIn();
  const response = await desk.get(`/approvals/${TICKET}`, jar);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  const page = await response.text();
  expect(page).toContain('<code>close_case</code>');
  expect(page).toContain('<code>sub-ana</code>');
  expect(page).toContain('<strong>claude.ai</strong>');
  expect(page).toContain('<code>https://claude.ai/oauth/client.json</code>');
  expect(page).toContain('2026-11-20T12:00:00Z, 1 min ago');
  expect(page).toContain('waits, 28 min left');
  const [, shown = ''] = /<pre>([\s\S]*?)<\/pre>/.exec(page) ?? [];
  expect(shown.replace(/<\/?bdi>/g, '').replaceAll('&quot;', '"')).toBe(
    '{\n  "id": "7",\n  "note": "as agreed"\n}',
  );
  expect(page).not.toContain('<script');
});

test('an approval is kept, told of, and shown to whoever comes later', async () => {
  await desk.ask();
  const { jar } = await desk.logIn();
  const decided = await desk.decide(TICKET, jar);
  expect([decided.status, locationOf(decided)]).toEqual([303, `/approvals/${TICKET}`]);
  expect(await desk.store.find(TICKET.slice(0, 22), desk.clock.now())).toMatchObject({
    status: 'approved',
    decidedBy: 'ben',
    decidedAt: desk.clock.now(),
  });
  expect(desk.audited()).toEqual([
    {
      message: 'approved',
      audit: 'approval',
      ticket: TICKET,
      tool: 'close_case',
      arguments: '{"id":"7"}',
      caller: 'sub-ana',
      agent: 'https://claude.ai/oauth/client.json',
      requestId: 'request-0',
      requestedAt: '2026-11-20T12:00:00.000Z',
      expiresAt: '2026-11-20T12:30:00.000Z',
      decision: 'approved',
      outcome: 'decided',
      decidedBy: 'ben',
      approver: 'sub-ben',
      changedAt: '2026-11-20T12:00:00.000Z',
    },
  ]);
  const page = await read(`/approvals/${TICKET}`, jar);
  expect(page.replaceAll(/\s+/g, ' ')).toContain('Approved by <bdi>ben</bdi> at 2026-11-20T12:00:00Z');
  expect(page.replaceAll(/\s+/g, ' ')).toContain('sends the same call again: 30 min are left for that.');
  expect(page).not.toContain('<button type="submit" name="decision"');
});

test('a denial needs a reason, which the agent is told', async () => {
  await desk.ask();
  const { jar } = await desk.logIn();
  for (const reason of [undefined, '', ' \u200b\n ']) {
    expect((await desk.decide(TICKET, jar, { decision: 'deny', reason })).status).toBe(400);
  }
  expect((await desk.decide(TICKET, jar, { decision: 'deny', reason: 'x'.repeat(501) })).status).toBe(400);
  expect(await desk.statusOf(TICKET)).toBe('pending');
  expect((await desk.decide(TICKET, jar, { decision: 'deny', reason: ' not <b>today</b> ' })).status).toBe(
    303,
  );
  expect(await desk.store.find(TICKET.slice(0, 22), desk.clock.now())).toMatchObject({
    status: 'denied',
    reason: 'not <b>today</b>',
  });
  expect(desk.audited()).toMatchObject([
    { message: 'denied', decision: 'denied', reason: 'not <b>today</b>' },
  ]);
  expect(await read(`/approvals/${TICKET}`, jar)).toContain('<bdi>not &lt;b&gt;today&lt;/b&gt;</bdi>');
});

test('a decision that came too late says who was first', async () => {
  await desk.ask();
  const [{ jar: bens }, { jar: eves }] = [
    await desk.logIn(),
    await desk.logIn({ ...BEN, sub: 'sub-eve', username: 'eve' }),
  ];
  const token = await desk.tokenOf(TICKET, bens);
  await desk.decide(TICKET, eves, { decision: 'deny', reason: 'no' });
  const late = await desk.post(`/approvals/${TICKET}`, bens, { fields: { token, decision: 'approve' } });
  expect(late.status).toBe(409);
  const page = await late.text();
  expect(page).toContain('Your decision came too late and changed nothing.');
  expect(page).toContain('Denied by <bdi>eve</bdi>');
  expect(await desk.statusOf(TICKET)).toBe('denied');
  expect(desk.audited().map(({ message, outcome }) => [message, outcome])).toEqual([
    ['denied', 'decided'],
    ['approved too late', 'tooLate'],
  ]);
});

test('a decision whose answer was lost, and that is sent again, is taken for what it is', async () => {
  await desk.ask();
  const { jar } = await desk.logIn();
  const once = desk.store.decide.bind(desk.store);
  desk.store.decide = async (decision) => {
    await once(decision);
    return once(decision);
  };
  expect((await desk.decide(TICKET, jar)).status).toBe(303);
  expect(desk.audited()).toMatchObject([{ message: 'approved', outcome: 'decided' }]);
});

test('tickets that cannot be read are nobody’s decision', async () => {
  await desk.ask();
  const { jar } = await desk.logIn();
  desk.store.decide = () => Promise.reject(new Error('throttled at 10.0.0.7'));
  const response = await desk.decide(TICKET, jar);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.text()).not.toContain('10.0.0.7');
  expect(desk.server.lines.at(-1)).toMatchObject({
    path: `/approvals/${TICKET}`,
    reason: 'throttled at 10.0.0.7',
  });
});

test('an approved call runs once, and the agent is told where it is decided', async () => {
  const scope = `${RESOURCE}/destructive`;
  const claims = { 'cognito:groups': ['support'], sub: 'sub-ana' };
  const token = await desk.pool.token({ scope, ...claims });
  const sealed = await desk.sealer.seal('access', { token, client: 'host' });
  const call = async (): Promise<string> => {
    const { result } = await desk.server.call(
      'close_case',
      { id: '7' },
      { authorization: `Bearer ${sealed}` },
    );
    return JSON.stringify(result);
  };
  const [, link = ''] = /https:\/\/mcp\.example\.com(\/approvals\/[\w-]+)/.exec(await call()) ?? [];
  expect(link).not.toBe('');
  const { jar } = await desk.logIn(BEN, link);
  expect((await desk.decide(link.replace('/approvals/', ''), jar)).status).toBe(303);
  expect(await call()).toContain('closed 7');
  expect(await read(link, jar)).toContain(', and used');
});
