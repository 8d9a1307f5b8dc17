/** The login of the approval page, and the session that it gives. */
import {
  BEN,
  OTHER_TICKET,
  TICKET,
  startApprovalDesk,
  type ApprovalDesk,
} from '../../../support/approval-desk';
import { BrowserJar } from '../../../support/browser-jar';
import { encode, locationOf } from '../../../support/facade';
import { expectUndecided } from './expectations';

const PATH = `/approvals/${TICKET}`;
const SESSION = '__Host-mcp-approver';

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await startApprovalDesk();
  await desk.ask();
});
afterEach(() => desk.stop());

describe('the way back from Cognito', () => {
  const back = (login: URL, jar: BrowserJar, changes = {}): Promise<Response> =>
    desk.get(
      `/approvals/callback?${encode({ code: desk.pool.code(login), state: login.searchParams.get('state') ?? '', ...changes })}`,
      jar,
    );

  test('without the cookie of the login ends', async () => {
    const login = await desk.toCognito('/approvals', new BrowserJar());
    const victim = new BrowserJar();
    await expectUndecided(desk, await back(login, victim), 403);
    expect([victim.cookies.size, desk.pool.requests]).toEqual([0, []]);
  });

  test('with that of another login ends', async () => {
    const [mine, theirs] = [new BrowserJar(), new BrowserJar()];
    const login = await desk.toCognito('/approvals', mine);
    await desk.toCognito('/approvals', theirs);
    await expectUndecided(desk, await back(login, theirs), 403);
    const [content = ''] = theirs.cookies.values();
    for (const name of mine.cookies.keys()) mine.cookies.set(name, content);
    await expectUndecided(desk, await back(login, mine), 403);
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
    await expectUndecided(desk, await back(login, jar, changes), status);
    expect(jar.cookies.has(SESSION)).toBe(false);
  });

  test('takes ten minutes at most, and once', async () => {
    const jar = new BrowserJar();
    const late = await desk.toCognito('/approvals', jar);
    await desk.clock.advance(601_000);
    await expectUndecided(desk, await back(late, jar), 400);
    const login = await desk.toCognito('/approvals', jar);
    desk.pool.personClaims = BEN;
    expect((await back(login, jar)).status).toBe(303);
    await expectUndecided(desk, await back(login, jar), 403);
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
    await expectUndecided(desk, await back(login, jar), 503);
  });
});

describe('a session', () => {
  test('is over after half an hour', async () => {
    const other = `/approvals/${OTHER_TICKET}`;
    const { jar } = await desk.logIn();
    await desk.ask({ id: OTHER_TICKET, expiresAt: desk.clock.now() + 3_600_000 });
    const token = await desk.tokenOf(OTHER_TICKET, jar);
    await desk.clock.advance(1_799_000);
    expect((await desk.get(other, jar)).status).toBe(200);
    await desk.clock.advance(1_000);
    await expectUndecided(desk, await desk.post(other, jar, { fields: { token, decision: 'approve' } }), 403);
    expect(new URL(locationOf(await desk.get(other, jar))).pathname).toBe('/oauth2/authorize');
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
      await expectUndecided(
        desk,
        await desk.post(PATH, jar, { fields: { token, decision: 'approve' } }),
        403,
      );
    }
  });

  test('that begins again and again is answered 429, and others can log in a moment later', async () => {
    const visits = Array.from({ length: 80 }, () => desk.get('/approvals'));
    const statuses = (await Promise.all(visits)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([303, 429]));
    expect(statuses.filter((status) => status === 303)).toHaveLength(50);
    await desk.clock.advance(1_000);
    expect((await desk.get('/approvals')).status).toBe(303);
  });

  test('of a tenant sees and decides what its own tenant asks', async () => {
    const tenants = await startApprovalDesk({ tenantClaim: 'org' });
    await tenants.ask({ tenant: 'red', tool: 'of_red' });
    await tenants.ask({ id: OTHER_TICKET, tenant: 'blue', tool: 'of_blue' });
    const { jar } = await tenants.logIn({ ...BEN, org: 'blue' });
    const list = await (await tenants.get('/approvals', jar)).text();
    expect([list.includes('of_red'), list.includes('of_blue')]).toEqual([false, true]);
    expect((await tenants.get(PATH, jar)).status).toBe(404);
    const session = await tenants.sealer.open('approver', jar.cookies.get(SESSION) ?? '');
    const token = await tenants.sealer.seal('approvalForm', { session: session?.id ?? '', ticket: TICKET });
    expect((await tenants.post(PATH, jar, { fields: { token, decision: 'approve' } })).status).toBe(404);
    expect((await tenants.decide(OTHER_TICKET, jar)).status).toBe(303);
    expect([await tenants.statusOf(TICKET), await tenants.statusOf(OTHER_TICKET)]).toEqual([
      'pending',
      'approved',
    ]);
    await tenants.stop();
  });
});
