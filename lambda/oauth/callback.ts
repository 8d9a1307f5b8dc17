import { redirectToHost, type OAuthError } from './answers';
import { USED, clearCookie, cookieOf, readCookies, setCookie } from './cookies';
import { fieldsOf } from './form';
import { TRANSACTION_SECONDS } from './handles';
import type { Issuer, Note } from './issuer';
import { stopWith } from './stopped';

/** Cognito's codes live 5 minutes, and so does what is made of them. */
const CODE_MS = 300_000;

/**
 * `GET /oauth/callback`: back from Cognito. The code goes on to the host only if this browser holds the cookie of the
 * login, which it got when the person consented in it: a link to the middle of somebody else's login ends here.
 */
export async function callback(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const stop = stopWith(note);
  const form = fieldsOf(new URL(request.url).searchParams);
  if (form.kind !== 'form') return stop(400, 'The answer cannot be read.', 'a parameter came twice');
  const { fields } = form;
  const handle = fields.get('state') ?? '';
  const age = await issuer.handles.read(handle);
  if (age === 'foreign')
    return stop(400, 'The answer belongs to no login of this server.', 'the state is not ours');
  if (age === 'expired') {
    return stop(400, 'The login took too long.', 'the login expired', [clearCookie('login', handle)]);
  }
  const cookies = readCookies(request);
  const cookie = cookieOf(cookies, 'login', handle);
  if (cookie === USED) return stop(400, 'This login is complete already.', 'the callback was used');
  const login = cookie === undefined ? undefined : await issuer.sealer.open('login', cookie);
  if (login?.handle !== handle) {
    return stop(403, 'The login was started in another browser.', 'the cookie of the login is missing');
  }
  note({ agent: login.client });
  const used = setCookie(cookies, { kind: 'login', handle, value: USED, seconds: TRANSACTION_SECONDS });
  const failure = fields.get('error');
  if (failure !== undefined) {
    const error = hostError(failure);
    note({ reason: `Cognito ended the login: ${error}` });
    return redirectToHost(login, issuer.issuer, { error }, used);
  }
  const code = fields.get('code');
  if (code === undefined) return stop(400, 'The answer cannot be read.', 'no code came back', used);
  const { client, redirectUri, challenge, scopes } = login;
  const expiresAt = issuer.clock.now() + CODE_MS;
  const handed = { code, client, redirectUri, challenge, scopes, expiresAt };
  return redirectToHost(login, issuer.issuer, { code: await issuer.sealer.seal('code', handed) }, used);
}

/** What Cognito says besides is for nobody: it can hold words of an identity provider's. */
function hostError(error: string): OAuthError {
  if (error === 'access_denied' || error === 'temporarily_unavailable') return error;
  return 'server_error';
}
