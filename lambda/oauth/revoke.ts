import { jsonAnswer, jsonError, unavailable } from './answers';
import { readClientForm } from './client-form';
import type { Issuer, Note } from './issuer';
import { isSealedRefresh } from './sealed-code';

/**
 * `POST /oauth/revoke` (RFC 7009): ends a login of the host that asks. A token of somebody else's, or none at all,
 * gets the same answer as one that was revoked before.
 */
export async function revoke(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const form = await readClientForm(request, issuer, note);
  if (form instanceof Response) return form;
  const text = form.fields.get('token');
  if (text === undefined) return jsonError('invalid_request', 'The token is missing.');
  if (await issuer.sealer.open('access', text)) {
    return jsonError(
      'unsupported_token_type',
      'Access tokens end by themselves in minutes; revoke the refresh token.',
    );
  }
  const held = await issuer.sealer.open('refresh', text);
  if (!isSealedRefresh(held) || held.client !== form.clientId) return jsonAnswer({});
  note({ caller: held.subject });
  return (await issuer.cognito.revoke(held.token)) ? jsonAnswer({}) : unavailable();
}
