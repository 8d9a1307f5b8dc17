/** With `--auth` the server has the page, as in the cloud: whoever asks is a person too, and not who approves. */
import { McpAuth } from 'cdk-mcp-service';
import { Browser } from '../cognito/browser';
import { decide, linkIn, openAs, startDesk, textOf, tokenOf, type Desk } from './desk';

const YOU = 'you@example.com';
const APPROVER = 'approver@example.com';
const ALL = ['read', 'write', 'destructive'];

describe.each<[string, () => McpAuth]>([
  ['approvers', () => McpAuth.cognito({ firstUser: YOU, access: { support: ALL } })],
  ['leads', () => McpAuth.cognito({ firstUser: YOU, access: { support: ALL }, approvers: 'leads' })],
])('a desk with logins, where the group is %s', (group, auth) => {
  let desk: Desk;
  let headers: Record<string, string>;
  beforeAll(async () => {
    desk = await startDesk({ auth: auth(), logIn: true });
    headers = { authorization: `Bearer ${await tokenOf(desk, YOU)}` };
  });
  afterAll(() => desk.stop());

  test('who asked cannot approve it; the approver can, and it runs once', async () => {
    const link = linkIn(await desk.close('7', headers));
    expect(link).toMatch(new RegExp(`^${desk.origin}/approvals/[\\w-]{34}$`));
    const own = new Browser();
    const { page } = await openAs(own, link, YOU);
    expect(await page?.text()).toContain('somebody else has to approve it');
    expect((await decide(own, link)).status).toBe(403);
    expect(textOf(await desk.close('7', headers))).toContain('A person has to approve');

    const other = new Browser();
    expect((await openAs(other, link, APPROVER)).page?.status).toBe(200);
    expect((await decide(other, link)).status).toBe(303);
    expect(textOf(await desk.close('7', headers))).toContain('closed 7');
    expect(textOf(await desk.close('7', headers))).toContain('was not run again');
  });

  test('the approver is in no other group: they decide, and may not ask', async () => {
    const token = await tokenOf(desk, APPROVER);
    const answer = await desk.close('8', { authorization: `Bearer ${token}` });
    expect(JSON.stringify(answer)).toContain('PERMISSION_DENIED');
  });

  test('who is in no group of those is shown out', async () => {
    const { page } = await openAs(new Browser(), `${desk.origin}/approvals`, 'reader@example.com');
    expect(page?.status).toBe(403);
  });

  test('the summary names the approver among the users, and where they decide', () => {
    const text = desk.print.lines.join('\n').replace(/\s+/g, ' ');
    expect(text).toContain(
      `approve calls at ${desk.origin}/approvals as ${APPROVER}, password desk, in a private window`,
    );
    expect(text).toContain(`${APPROVER} (${group})`);
  });
});
