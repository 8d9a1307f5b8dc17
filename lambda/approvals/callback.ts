import type { HolderOf } from '../auth/cognito-tokens';
import { ROUTES, approvalPath } from '../contract';
import { redirect } from '../oauth/answers';
import type { CognitoAnswer } from '../oauth/cognito';
import { clearCookie, cookieOf, readCookies } from '../oauth/cookies';
import { fieldsOf } from '../oauth/form';
import type { Note } from '../oauth/issuer';
import { beginSession } from './session';
import type { Site } from './site';
import { stopped } from './stopped-page';

const BUSY = 'The login does not answer right now. Try again in a moment.';

/**
 * `GET /approvals/callback`: back from Cognito. Only the browser that began the login can end it, and only members
 * of the approvers' group get a session.
 */
export async function callback(request: Request, site: Site, note: Note): Promise<Response> {
  const form = fieldsOf(new URL(request.url).searchParams);
  if (form.kind !== 'form') return stopped(400, 'The answer cannot be read.');
  const { fields } = form;
  const handle = fields.get('state') ?? '';
  const age = await site.handles.read(handle);
  if (age === 'foreign') return stopped(400, 'The answer belongs to no login of this server.');
  const done = [clearCookie('approverLogin', handle)];
  const stop = (status: 400 | 403 | 503, message: string, reason: string): Promise<Response> => {
    note({ reason });
    return stopped(status, message, { cookies: done });
  };
  if (age === 'expired') return stop(400, 'The login took too long.', 'the login expired');
  const cookie = cookieOf(readCookies(request), 'approverLogin', handle);
  const login = cookie === undefined ? undefined : await site.sealer.open('approverLogin', cookie);
  if (login?.handle !== handle) {
    return stop(403, 'The login was started in another browser.', 'the cookie of the login is missing');
  }
  const code = fields.get('code');
  if (fields.has('error') || code === undefined)
    return stop(403, 'The login was not completed.', 'no code came back');
  const answer = await site.cognito.exchange(code, login.verifier);
  if (answer.kind === 'invalidGrant') return stop(400, 'The login took too long.', 'the code is used up');
  if (answer.kind !== 'grant') return stop(503, BUSY, answer.reason);
  const found = await holderOf(answer, site);
  if (found.kind === 'unavailable') return stop(503, BUSY, found.reason);
  if (found.kind === 'refused') return stop(403, 'This login is not good here.', found.reason);
  const { subject, name = subject, tenant, groups } = found.holder;
  note({ caller: subject });
  const { approvers } = site.settings;
  if (!groups.includes(approvers)) {
    return stop(
      403,
      `Your account is not in the group '${approvers}', whose members approve calls. The operator adds people to it.`,
      'no member of the approvers',
    );
  }
  const who = { subject, name, ...(tenant !== undefined && { tenant }) };
  const to = login.ticket === undefined ? ROUTES.approvals : approvalPath(login.ticket);
  return redirect(to, [...done, await beginSession(site, who)]);
}

/** The tokens say who it is, and are needed for nothing else: that which would live for weeks is ended. */
async function holderOf(
  { grant }: Extract<CognitoAnswer, { kind: 'grant' }>,
  { cognito, tokens, resource }: Site,
): Promise<HolderOf> {
  const found = await tokens.person(grant.accessToken, resource);
  if (grant.refreshToken !== undefined) await cognito.revoke(grant.refreshToken);
  return found;
}
