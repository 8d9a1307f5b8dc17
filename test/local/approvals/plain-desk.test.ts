/** Nobody logs in on a plain desk, but whoever approves. An agent and a browser come over HTTP. */
import { connect } from 'node:net';
import { McpAuth } from 'cdk-mcp-service';
import { Browser } from '../cognito/browser';
import { decide, linkIn, openAs, startDesk, textOf, type Desk } from './desk';

const APPROVER = 'approver@example.com';

describe.each<[string, () => McpAuth, string?]>([
  [
    'a user pool',
    () =>
      McpAuth.cognito({
        firstUser: 'ana@example.com',
        access: { everyone: ['read', 'write', 'destructive'] },
      }),
  ],
  ['tokens of another issuer', () => McpAuth.jwt({ issuer: 'https://login.example.com/', audience: 'desk' })],
  ['nothing', () => McpAuth.unauthenticated({ reason: 'a test' }), 'test/fixtures/reading-room.ts'],
])('a service behind %s', (_name, auth, tools) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ auth: auth(), tools });
  });
  afterAll(() => desk.stop());

  test('a call is refused with a link, a person approves it there, and it runs once', async () => {
    const refused = await desk.close('7');
    expect(textOf(refused)).toContain('A person has to approve this call before it runs');
    const link = linkIn(refused);
    expect(link).toMatch(new RegExp(`^${desk.origin}/approvals/[\\w-]{34}$`));
    expect(desk.print.lines.join('\n')).toContain(`decide at ${link}`);

    const browser = new Browser();
    const { url, page } = await openAs(browser, link, APPROVER);
    expect(url.href).toBe(link);
    const html = (await page?.text()) ?? '';
    expect(html).toContain('<code>close_case</code>');
    expect(html).toContain('Approve');
    expect((await browser.open(`${desk.origin}/approvals`)).status).toBe(200);
    const decided = await decide(browser, link);
    expect([decided.status, decided.headers.get('location')]).toEqual([303, new URL(link).pathname]);

    expect(textOf(await desk.close('7'))).toContain('closed 7');
    // What cannot be undone is answered from its record; what only reads asks again.
    expect(textOf(await desk.close('7'))).toMatch(/was not run again|A person has to approve/);
  });

  test('a denial reaches the agent with its reason', async () => {
    const link = linkIn(await desk.close('8'));
    const browser = new Browser();
    await openAs(browser, link, APPROVER);
    await decide(browser, link, { decision: 'deny', reason: 'not without the receipt' });
    expect(textOf(await desk.close('8'))).toContain('The reason: not without the receipt');
  });

  test('a request without a session is sent to the login, and decides nothing', async () => {
    const link = linkIn(await desk.close('9'));
    const asked = await fetch(link, { redirect: 'manual' });
    expect(asked.status).toBe(303);
    expect(asked.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\/authorize\?/);
    const posted = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'approve' }),
      redirect: 'manual',
    });
    expect(posted.status).toBe(403);
    expect(textOf(await desk.close('9'))).toContain('A person has to approve');
  });

  test('the token of the desk decides nothing there, nor does anybody else’s', async () => {
    const link = linkIn(await desk.close('10'));
    for (const form of [undefined, new URLSearchParams({ decision: 'approve' })]) {
      const headers = { authorization: 'Bearer of-somebody' };
      const answer = await fetch(link, { headers, ...(form && { method: 'POST', body: form }) });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('requests with a token are refused'),
      ]);
    }
    expect(textOf(await desk.close('10'))).toContain('A person has to approve');
  });

  test('the summary says where calls are approved, and by whom', () => {
    const text = desk.print.lines.join('\n').replace(/\s+/g, ' ');
    expect(text).toContain(`approve calls at ${desk.origin}/approvals as ${APPROVER}, password desk`);
    expect(desk.print.problems).toEqual([]);
  });

  test('there is one name for the page: that of localhost leads to it', async () => {
    const answer = await fetch(`${desk.origin.replace('127.0.0.1', 'localhost')}/approvals?a=b`, {
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${desk.origin}/approvals?a=b`]);
  });

  test.each(['//approvals', '/%61pprovals', '/approvals%2F', '/./approvals'])(
    '%s is not the page',
    async (path) => {
      expect((await rawStatus(desk.origin, path)).startsWith('HTTP/1.1 404')).toBe(true);
    },
  );
});

/** As it stands: a client would tidy the path up. */
function rawStatus(origin: string, path: string): Promise<string> {
  const { hostname, port, host } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
