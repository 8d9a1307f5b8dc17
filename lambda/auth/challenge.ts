import { ROUTES } from '../contract';
import { refuse } from '../refusal';
import type { Address } from './addresses';

interface Unauthorized {
  readonly tokenSent: boolean;
  /** All scopes of the service: a host logs in once for everything. */
  readonly scopes: readonly string[];
  readonly requestId: string;
}

/** 401 of RFC 6750 §3, with the metadata of RFC 9728 §5.1 that hosts start their login from. */
export function unauthorized(address: Address, { tokenSent, scopes, requestId }: Unauthorized): Response {
  const message = tokenSent ? 'The access token is not valid for this server.' : 'An access token is needed.';
  return refuse({
    status: 401,
    code: 'PERMISSION_DENIED',
    message: `${message} Log in at the authorization server that the metadata names.`,
    requestId,
    headers: { 'WWW-Authenticate': challenge(address, scopes, tokenSent ? 'invalid_token' : undefined) },
  });
}

/** 403 that makes a host ask for more scopes (RFC 6750 §3.1, MCP 2025-11-25 "Scope Challenge Handling"). */
export function insufficientScope(address: Address, scopes: readonly string[], requestId: string): Response {
  return refuse({
    status: 403,
    code: 'PERMISSION_DENIED',
    message: `The access token does not hold the scopes that this needs: ${scopes.join(' ')}.`,
    requestId,
    headers: { 'WWW-Authenticate': challenge(address, scopes, 'insufficient_scope') },
  });
}

function challenge({ origin, issuedAs }: Address, scopes: readonly string[], error?: string): string {
  const parameters = {
    ...(error && { error }),
    scope: scopes.map(issuedAs).join(' '),
    resource_metadata: `${origin}${ROUTES.protectedResource}`,
  };
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}
