import { randomBytes } from 'node:crypto';
import { redirectToHost } from './answers';
import { parseAuthorizationRequest } from './authorization-request';
import { consentPage } from './consent-page';
import { MOST_COOKIE_CHARACTERS, readCookies, setCookie } from './cookies';
import { TRANSACTION_SECONDS } from './handles';
import type { Issuer, Note } from './issuer';
import { refusalPage } from './page';
import type { SealedRequest } from './sealed-request';

const SECRET_BYTES = 16;

/**
 * `GET /oauth/authorize`: shows the person who asks. Nothing is decided here, and nothing reaches Cognito: whoever
 * opens a link that somebody else made sees a page.
 */
export async function authorize(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const parsed = await parseAuthorizationRequest(new URL(request.url), issuer);
  if (parsed.kind === 'stopped') {
    note({ reason: parsed.reason, refusedRedirect: parsed.refusedRedirect });
    return refusalPage(400, parsed.message);
  }
  if (parsed.kind === 'error') {
    note({ agent: parsed.client.id, reason: parsed.reason });
    return redirectToHost(parsed.to, issuer.issuer, { error: parsed.error });
  }
  const asked = parsed.request;
  note({ agent: asked.client.id });
  const off = await issuer.findSwitch({ agent: asked.client.id });
  if (off !== undefined && off !== 'unknown') {
    note({ policy: 'switch', reason: off.reason });
    return refusalPage(403, 'The operator has switched this program off.');
  }
  const handle = await issuer.handles.create();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const sealedRequest: SealedRequest & { secret: string } = {
    handle,
    secret,
    client: asked.client.id,
    redirectUri: asked.redirectUri,
    ...(asked.rawState !== undefined && { rawState: asked.rawState }),
    scopes: asked.scopes,
    challenge: asked.challenge,
  };
  const sealed = await issuer.sealer.seal('consent', sealedRequest);
  if (sealed.length > MOST_COOKIE_CHARACTERS) {
    note({ reason: 'the request does not fit into a cookie' });
    return refusalPage(400, 'The address is too long.');
  }
  const cookie = { kind: 'consent' as const, handle, value: secret, seconds: TRANSACTION_SECONDS };
  return consentPage({
    request: asked,
    serviceName: issuer.serviceName,
    sealed,
    cookies: setCookie(readCookies(request), cookie),
  });
}
