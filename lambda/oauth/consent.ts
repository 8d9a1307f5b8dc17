import { fullScope } from '../contract';
import { redirect, redirectToHost } from './answers';
import { clearCookie, cookieOf, readCookies, setCookie } from './cookies';
import { readForm } from './form';
import { isFromHere } from './from-here';
import { TRANSACTION_SECONDS } from './handles';
import type { Issuer, Note } from './issuer';
import type { SealedValue } from './sealed-values';
import { isSame } from './signature';
import { stopWith } from './stopped';

/**
 * `POST /oauth/consent`: the person said yes or no. Only the browser that was shown the page can say it, and only
 * what the page showed: everything is taken from the sealed field.
 */
export async function consent(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const stop = stopWith(note);
  if (!isFromHere(request, issuer.issuer))
    return stop(403, 'The answer came from another page.', 'cross-site consent');
  const form = await readForm(request);
  if (form.kind !== 'form') return stop(400, 'The answer cannot be read.', `the form: ${form.kind}`);
  const field = form.fields.get('request');
  if (field === undefined) return stop(403, 'The answer is not complete.', 'no sealed request');
  const opened = await issuer.sealer.open('consent', field);
  if (opened === undefined) {
    return stop(400, 'The page is too old, or was changed.', 'the sealed request does not open');
  }
  const { secret, request: asked } = opened;
  const { handle } = asked;
  if ((await issuer.handles.read(handle)) !== 'current')
    return stop(400, 'The page is too old.', 'the page expired');
  const cookies = readCookies(request);
  const cookie = cookieOf(cookies, 'consent', handle);
  if (cookie === undefined && cookieOf(cookies, 'login', handle) !== undefined) {
    return stop(400, 'The question on this page was answered already.', 'the consent was used');
  }
  if (cookie === undefined || !isSame(Buffer.from(cookie), Buffer.from(secret))) {
    return stop(403, 'The question was asked in another browser.', 'the cookie of the page is missing');
  }
  note({ agent: asked.client });
  const found = await issuer.clients.find(asked.client);
  if (found.kind !== 'client' || !found.client.allows(asked.redirectUri)) {
    return stop(400, 'The program is not known here any more.', 'the client is gone');
  }
  const answered = clearCookie('consent', handle);
  if (form.fields.get('decision') !== 'approve') {
    note({ decision: 'refused', policy: 'consent' });
    return redirectToHost(asked, issuer.issuer, { error: 'access_denied' }, [answered]);
  }
  return redirect(loginUrl(asked, issuer), [
    answered,
    ...setCookie(cookies, {
      kind: 'login',
      handle,
      value: await issuer.sealer.seal('login', asked),
      seconds: TRANSACTION_SECONDS,
    }),
  ]);
}

function loginUrl(
  { handle, scopes, challenge }: SealedValue<'login'>,
  { cognito, resource }: Issuer,
): string {
  return cognito.loginUrl({
    state: handle,
    scopes: scopes.map((scope) => fullScope(resource, scope)),
    challenge,
  });
}
