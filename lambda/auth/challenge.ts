import { ROUTES } from '../contract';
import { refuse } from '../refusal';

/** What every challenge of one service has in common. */
export interface ChallengeBase {
  /** Origin of the public URL. */
  readonly origin: string;
  /** All scopes of the service: a host logs in once for everything. */
  readonly scopes: readonly string[];
}

/** 401 of RFC 6750 §3, with the metadata of RFC 9728 §5.1 that hosts start their login from. */
export function unauthorized(base: ChallengeBase, tokenSent: boolean, requestId: string): Response {
  const message = tokenSent ? 'The access token is not valid for this server.' : 'An access token is needed.';
  return refuse({
    status: 401,
    code: 'PERMISSION_DENIED',
    message: `${message} Log in at the authorization server that the metadata names.`,
    requestId,
    headers: { 'WWW-Authenticate': challenge(base, base.scopes, tokenSent ? 'invalid_token' : undefined) },
  });
}

/** 403 that makes a host ask for more scopes (RFC 6750 §3.1, MCP 2025-11-25 "Scope Challenge Handling"). */
export function insufficientScope(
  base: ChallengeBase,
  scopes: readonly string[],
  requestId: string,
): Response {
  return refuse({
    status: 403,
    code: 'PERMISSION_DENIED',
    message: `The access token does not hold the scopes that this needs: ${scopes.join(' ')}.`,
    requestId,
    headers: { 'WWW-Authenticate': challenge(base, scopes, 'insufficient_scope') },
  });
}

function challenge({ origin }: ChallengeBase, scopes: readonly string[], error?: string): string {
  const parameters = {
    ...(error && { error }),
    scope: scopes.join(' '),
    resource_metadata: `${origin}${ROUTES.protectedResource}`,
  };
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}
