import { randomBytes } from 'node:crypto';
import { redirectToHost } from './answers';
import { parseAuthorizationRequest } from './authorization-request';
import { consentPage } from './consent-page';
import { MOST_COOKIE_CHARACTERS, readCookies, setCookie } from './cookies';
import { TRANSACTION_SECONDS } from './handles';
import type { Issuer, Note } from './issuer';
import { stopWith } from './stopped';

const SECRET_BYTES = 16;

/**
 * `GET /oauth/authorize`: shows the person who asks. Nothing is decided here, and nothing reaches Cognito: whoever
 * opens a link that somebody else made sees a page.
 */
export async function authorize(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const stop = stopWith(note);
  const parsed = await parseAuthorizationRequest(new URL(request.url), issuer);
  if (parsed.kind === 'stopped') {
    note({ refusedRedirect: parsed.refusedRedirect });
    return stop(400, parsed.message, parsed.reason);
  }
  if (parsed.kind === 'error') {
    note({ agent: parsed.client.id, reason: parsed.reason });
    return redirectToHost(parsed.to, issuer.issuer, { error: parsed.error });
  }
  const asked = parsed.request;
  note({ agent: asked.client.id });
  const off = await issuer.findSwitch({ agent: asked.client.id });
  if (off !== undefined && off !== 'unknown') {
    note({ policy: 'switch' });
    return stop(403, 'The operator has switched this program off.', off.reason);
  }
  const handle = await issuer.handles.create();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const { client, redirectUri, rawState, scopes, challenge } = asked;
  const sealed = await issuer.sealer.seal('consent', {
    secret,
    request: { handle, client: client.id, redirectUri, rawState, scopes: [...scopes], challenge },
  });
  if (sealed.length > MOST_COOKIE_CHARACTERS) {
    return stop(400, 'The address is too long.', 'the request does not fit into a cookie');
  }
  const cookie = { kind: 'consent' as const, handle, value: secret, seconds: TRANSACTION_SECONDS };
  return consentPage({
    request: asked,
    serviceName: issuer.serviceName,
    sealed,
    cookies: setCookie(readCookies(request), cookie),
  });
}
