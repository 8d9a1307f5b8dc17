/** Who must not decide. */
import adder from '../../../fixtures/adder';
import { ANA, BEN, TICKET, startApprovalDesk, type ApprovalDesk } from '../../../support/approval-desk';
import { BrowserJar } from '../../../support/browser-jar';
import { RESOURCE } from '../../../support/cognito-pool';
import { ISSUER } from '../../../support/facade';
import { serveInProcess } from '../../../support/in-process';
import { expectUndecided } from './expectations';

const PATH = `/approvals/${TICKET}`;
const SESSION = '__Host-mcp-approver';

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await startApprovalDesk();
  await desk.ask();
});
afterEach(() => desk.stop());

describe('an agent', () => {
  test('has a token of a person who approves: refused at each path, whatever it is', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.pool.token({ ...BEN, scope: `${RESOURCE}/destructive` });
    const form = { token: await desk.tokenOf(TICKET, jar), decision: 'approve' };
    for (const authorization of [`Bearer ${token}`, 'Bearer x', 'Basic eDp5', 'DPoP x', '']) {
      for (const path of ['/approvals', PATH, '/approvals/callback'])
        await expectUndecided(desk, await desk.get(path, new BrowserJar(), { authorization }), 400);
      // Also beside the cookie of somebody who may.
      const posted = await desk.post(PATH, jar, { fields: form, headers: { authorization } });
      await expectUndecided(desk, posted, 400);
    }
  });

  test('has no session: it gets nowhere by asking', async () => {
    const posted = await desk.post(PATH, new BrowserJar(), { fields: { decision: 'approve', token: 'x' } });
    await expectUndecided(desk, posted, 403);
  });

  test('has what the facade sealed for its host: it is no session', async () => {
    const { jar } = await desk.logIn();
    const token = await desk.tokenOf(TICKET, jar);
    // Of every shape: only what it was sealed for tells them apart.
    const session = {
      id: 'i',
      subject: 'sub-ben',
      name: 'ben',
      expiresAt: desk.clock.now() + 60_000,
      handle: 'h',
      verifier: 'v',
      client: 'c',
      redirectUri: 'r',
      scopes: [],
      challenge: 'c',
      token: 't',
      code: 'c',
      session: 'i',
      ticket: TICKET,
    };
    for (const purpose of ['access', 'refresh', 'code', 'login', 'approverLogin', 'approvalForm'] as const) {
      jar.cookies.set(SESSION, await desk.sealer.seal(purpose, session));
      await expectUndecided(
        desk,
        await desk.post(PATH, jar, { fields: { token, decision: 'approve' } }),
        403,
      );
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
      expect(await expectUndecided(desk, back, 403)).toContain('not in the group &#39;approvers&#39;');
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
    await expectUndecided(desk, back, 403);
  });
});

describe('whoever asked', () => {
  test('sees the request and why they may not approve it, and may not', async () => {
    const { jar } = await desk.logIn(ANA);
    const page = await (await desk.get(PATH, jar)).text();
    expect(page).toContain('You asked for this yourself: somebody else has to approve it.');
    expect(page).not.toContain('value="approve"');
    expect(await expectUndecided(desk, await desk.decide(TICKET, jar), 403)).toContain(
      'somebody else has to',
    );
  });

  test('may take it back', async () => {
    const { jar } = await desk.logIn(ANA);
    expect((await desk.decide(TICKET, jar, { decision: 'deny', reason: 'a mistake' })).status).toBe(303);
    expect(await desk.statusOf(TICKET)).toBe('denied');
  });

  test('may approve where the service was told so', async () => {
    const alone = await startApprovalDesk({ approveOwn: true });
    await alone.ask();
    const { jar } = await alone.logIn(ANA);
    expect(await (await alone.get(PATH, jar)).text()).not.toContain('You asked for this yourself');
    expect((await alone.decide(TICKET, jar)).status).toBe(303);
    expect(await alone.statusOf(TICKET)).toBe('approved');
    await alone.stop();
  });
});

test('a service without a tool that asks has no such page', async () => {
  const server = serveInProcess(adder, { settings: { auth: desk.pool.settings, url: RESOURCE } });
  expect((await server.fetch(new Request(`${ISSUER}/approvals`))).status).toBe(404);
});
