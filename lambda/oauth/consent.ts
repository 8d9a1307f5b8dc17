import { timingSafeEqual } from 'node:crypto';
import { redirect, redirectToHost } from './answers';
import { clearCookie, cookieOf, readCookies, setCookie } from './cookies';
import { readForm } from './form';
import { isFromHere } from './from-here';
import { TRANSACTION_SECONDS } from './handles';
import type { Issuer, Note } from './issuer';
import { refusalPage } from './page';
import { fullScope } from './scopes';
import { isSealedRequest, type SealedRequest } from './sealed-request';

/**
 * `POST /oauth/consent`: the person said yes or no. Only the browser that was shown the page can say it, and only
 * what the page showed: everything is taken from the sealed field.
 */
export async function consent(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const stop = (status: 400 | 403, message: string, reason: string): Promise<Response> => {
    note({ reason });
    return refusalPage(status, message);
  };
  if (!isFromHere(request, issuer.issuer))
    return stop(403, 'The answer came from another page.', 'cross-site consent');
  const form = await readForm(request);
  if (form.kind !== 'form') return stop(400, 'The answer cannot be read.', `the form: ${form.kind}`);
  const field = form.fields.get('request');
  if (field === undefined) return stop(403, 'The answer is not complete.', 'no sealed request');
  const opened = await issuer.sealer.open('consent', field);
  if (!isSealedRequest(opened) || typeof opened.secret !== 'string') {
    return stop(400, 'The page is too old, or was changed.', 'the sealed request does not open');
  }
  const { handle, secret } = opened;
  if ((await issuer.handles.read(handle)) !== 'current')
    return stop(400, 'The page is too old.', 'the page expired');
  const cookies = readCookies(request);
  const cookie = cookieOf(cookies, 'consent', handle);
  if (cookie === undefined && cookieOf(cookies, 'login', handle) !== undefined) {
    return stop(400, 'The question on this page was answered already.', 'the consent was used');
  }
  if (cookie === undefined || !isEqual(cookie, secret)) {
    return stop(403, 'The question was asked in another browser.', 'the cookie of the page is missing');
  }
  note({ agent: opened.client });
  const found = await issuer.clients.find(opened.client);
  if (found.kind !== 'client' || !found.client.allows(opened.redirectUri)) {
    return stop(400, 'The program is not known here any more.', 'the client is gone');
  }
  const asked = clearCookie('consent', handle);
  if (form.fields.get('decision') !== 'approve') {
    note({ decision: 'refused', policy: 'consent' });
    return redirectToHost(opened, issuer.issuer, { error: 'access_denied' }, [asked]);
  }
  return redirect(loginUrl(opened, issuer), [
    asked,
    ...setCookie(cookies, {
      kind: 'login',
      handle,
      value: await issuer.sealer.seal('login', withoutSecret(opened)),
      seconds: TRANSACTION_SECONDS,
    }),
  ]);
}

function loginUrl({ handle, scopes, challenge }: SealedRequest, { cognito, resource }: Issuer): string {
  return cognito.loginUrl({
    state: handle,
    scopes: scopes.map((scope) => fullScope(resource, scope)),
    challenge,
  });
}

function withoutSecret({
  handle,
  client,
  redirectUri,
  rawState,
  scopes,
  challenge,
}: SealedRequest): SealedRequest {
  return { handle, client, redirectUri, ...(rawState !== undefined && { rawState }), scopes, challenge };
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
