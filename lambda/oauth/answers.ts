/** Errors that a host is told of: RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2, RFC 7009 §2.2.1. */
export type OAuthError =
  | 'access_denied'
  | 'interaction_required'
  | 'invalid_client'
  | 'invalid_client_metadata'
  | 'invalid_grant'
  | 'invalid_redirect_uri'
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_target'
  | 'request_not_supported'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'unsupported_token_type';

const NOT_KEPT = { 'Cache-Control': 'no-store' };

/** JSON for the host's program. */
export function jsonAnswer(body: object, status = 200): Response {
  return Response.json(body, { status, headers: NOT_KEPT });
}

/** The description is a sentence of ours: what Cognito says is never repeated. */
export function jsonError(error: OAuthError, description: string, status = 400): Response {
  return jsonAnswer({ error, error_description: description }, status);
}

/** The authorization server is there, and what it needs is not. */
export function unavailable(retryAfterSeconds = 5): Response {
  const answer = jsonError(
    'temporarily_unavailable',
    'The login does not answer right now. Try again in a moment.',
    503,
  );
  answer.headers.set('Retry-After', String(retryAfterSeconds));
  return answer;
}

/** More than people do. */
export function tooMany(): Response {
  const answer = jsonError('temporarily_unavailable', 'Too many hosts register right now.', 429);
  answer.headers.set('Retry-After', '5');
  return answer;
}

/** Where a host is waiting for the answer to its authorization request. */
export interface ReturnAddress {
  readonly redirectUri: string;
  /** As it came in the query, escapes and all: some hosts compare the bytes. A REST API hands on others that mean the same. */
  readonly rawState?: string;
}

/** 303, after which every browser asks with GET. `iss` (RFC 9207) tells the host whose answer it is. */
export function redirectToHost(
  { redirectUri, rawState }: ReturnAddress,
  issuer: string,
  parameters: Readonly<Record<string, string>>,
  cookies: readonly string[] = [],
): Response {
  const query = new URLSearchParams({ ...parameters, iss: issuer }).toString();
  const state = rawState === undefined ? '' : `&state=${rawState}`;
  return redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}${state}`, cookies);
}

export function redirect(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ ...NOT_KEPT, 'Referrer-Policy': 'no-referrer', Location: location });
  cookies.forEach((cookie) => headers.append('Set-Cookie', cookie));
  return new Response(null, { status: 303, headers });
}

export function methodNotAllowed(allowed: string): Response {
  const answer = jsonError('invalid_request', `This takes ${allowed} only.`, 405);
  answer.headers.set('Allow', allowed);
  return answer;
}
