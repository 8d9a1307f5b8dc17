import { createHash, timingSafeEqual } from 'node:crypto';
import { jsonAnswer, jsonError, unavailable } from './answers';
import type { CognitoAnswer, CognitoGrant } from './cognito';
import type { Issuer, Note } from './issuer';
import { fullScope, requestedScopes } from './scopes';
import { isSealedCode, isSealedRefresh, type SealedRefresh } from './sealed-code';
import { readClientForm, type ClientForm } from './client-form';

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * `POST /oauth/token`. Everything is judged before Cognito hears of it: a code that is asked for by another program,
 * or for another resource, stays good for its owner.
 */
export async function token(request: Request, issuer: Issuer, note: Note): Promise<Response> {
  const form = await readClientForm(request, issuer, note);
  if (form instanceof Response) return form;
  const grant = form.fields.get('grant_type');
  if (form.fields.has('resource') && form.fields.get('resource') !== issuer.resource) {
    note({ reason: 'resource is another server' });
    return jsonError('invalid_target', 'The resource is not this server.');
  }
  if (grant === 'authorization_code') return exchangeCode(form, issuer, note);
  if (grant === 'refresh_token') return refresh(form, issuer, note);
  return jsonError('unsupported_grant_type', 'The grants are authorization_code and refresh_token.');
}

async function exchangeCode({ clientId, fields }: ClientForm, issuer: Issuer, note: Note): Promise<Response> {
  const text = fields.get('code');
  const verifier = fields.get('code_verifier') ?? '';
  if (text === undefined) return jsonError('invalid_request', 'The code is missing.');
  if (!VERIFIER.test(verifier)) {
    return jsonError(
      'invalid_request',
      'The code_verifier is missing, or not 43 to 128 unreserved characters.',
    );
  }
  const code = await issuer.sealer.open('code', text);
  const redirectUri = fields.get('redirect_uri');
  const good =
    isSealedCode(code) &&
    code.client === clientId &&
    issuer.clock.now() < code.expiresAt &&
    (redirectUri === undefined || redirectUri === code.redirectUri) &&
    isChallengeOf(code.challenge, verifier);
  if (!good) return refusedGrant(note, 'the code is of another login, host or verifier, or too old');
  const answer = await issuer.cognito.exchange(code.code, verifier);
  return handOut(answer, { client: clientId, scopes: code.scopes }, issuer, note);
}

async function refresh({ clientId, fields }: ClientForm, issuer: Issuer, note: Note): Promise<Response> {
  const text = fields.get('refresh_token');
  if (text === undefined) return jsonError('invalid_request', 'The refresh_token is missing.');
  const held = await issuer.sealer.open('refresh', text);
  if (!isSealedRefresh(held) || held.client !== clientId) {
    return refusedGrant(note, 'the refresh token is of another host, or was not handed out here');
  }
  note({ caller: held.subject });
  const asked = fields.has('scope') ? requestedScopes(fields.get('scope'), issuer) : held.scopes;
  if (!asked?.every((scope) => held.scopes.includes(scope))) {
    return jsonError('invalid_scope', 'A refresh cannot hold more scopes than the login. Log in again.');
  }
  const off = await issuer.findSwitch({ agent: clientId, caller: held.subject });
  if (off !== undefined && off !== 'unknown') {
    note({ policy: 'switch' });
    return refusedGrant(note, `the ${off.kind} is switched off`);
  }
  return handOut(await issuer.cognito.refresh(held.token), held, issuer, note);
}

/** What Cognito gave is looked at before it is handed out: a token that this server would refuse helps nobody. */
async function handOut(
  answer: CognitoAnswer,
  asked: Pick<SealedRefresh, 'client' | 'scopes'> & Partial<SealedRefresh>,
  issuer: Issuer,
  note: Note,
): Promise<Response> {
  if (answer.kind === 'invalidGrant') return refusedGrant(note, 'Cognito refused the grant');
  if (answer.kind === 'unavailable') {
    note({ reason: answer.reason });
    return unavailable(answer.retryAfterSeconds);
  }
  if (answer.kind === 'misconfigured') return serverError(note, answer.reason);
  const { accessToken, expiresIn, refreshToken = asked.token }: CognitoGrant = answer.grant;
  const found = await issuer.tokens.person(accessToken, issuer.resource);
  if (found.kind === 'unavailable') {
    note({ reason: found.reason });
    return unavailable();
  }
  if (found.kind === 'refused')
    return serverError(note, `the token of the pool is not good here: ${found.reason}`);
  const { subject, scopes } = found.holder;
  note({ caller: subject, granted: scopes.join(' ') });
  if (scopes.length === 0) {
    return jsonError(
      'invalid_scope',
      'Your account may do none of what was asked for. Ask the operator for access.',
    );
  }
  const { client } = asked;
  return jsonAnswer({
    access_token: await issuer.sealer.seal('access', { token: accessToken, client }),
    token_type: 'Bearer',
    expires_in: expiresIn,
    scope: scopes.map((scope) => fullScope(issuer.resource, scope)).join(' '),
    ...(refreshToken !== undefined && {
      refresh_token: await issuer.sealer.seal('refresh', {
        token: refreshToken,
        client,
        scopes: asked.scopes,
        subject,
      }),
    }),
  });
}

function refusedGrant(note: Note, reason: string): Response {
  note({ reason });
  return jsonError('invalid_grant', 'The code or refresh token is not good any more. Log in again.');
}

/** Nothing that a host could do about it: told as `invalid_client` it would throw its registration away. */
function serverError(note: Note, reason: string): Response {
  note({ reason });
  return jsonError(
    'server_error',
    'The login is not set up as it should be. The operator finds why in the log.',
    500,
  );
}

/** RFC 7636 §4.6. */
function isChallengeOf(challenge: string, verifier: string): boolean {
  const made = createHash('sha256').update(verifier).digest();
  const sent = Buffer.from(challenge, 'base64url');
  return made.length === sent.length && timingSafeEqual(made, sent);
}
