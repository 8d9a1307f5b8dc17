import type { Client } from './clients';
import type { OAuthError, ReturnAddress } from './answers';
import { fieldsOf } from './form';
import type { Issuer } from './issuer';
import { withoutQuery } from './redirect-uris';
import { requestedScopes } from './scopes';

/** What a host asks for, all of it checked. */
export interface AuthorizationRequest extends ReturnAddress {
  readonly client: Client;
  /** Without prefix; never empty. */
  readonly scopes: readonly string[];
  /** RFC 7636, method S256. */
  readonly challenge: string;
}

export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  /** The host is told, at an address that is its own. */
  | {
      readonly kind: 'error';
      readonly error: OAuthError;
      readonly to: ReturnAddress;
      readonly client: Client;
      readonly reason: string;
    }
  /** It is not known whose address that would be: the person is told. The reason is for the log. */
  | {
      readonly kind: 'stopped';
      readonly message: string;
      readonly reason: string;
      /** Where the host wanted to return to: the operator may want to let it. */
      readonly refusedRedirect?: string;
    };

const URL_CHARACTERS = 8_192;
const STATE_BYTES = 2_048;
const REDIRECT_CHARACTERS = 512;
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Judges the query of `/oauth/authorize`. First who asks and where the answer goes; then what is asked. */
export async function parseAuthorizationRequest(url: URL, issuer: Issuer): Promise<ParsedRequest> {
  if (url.href.length > URL_CHARACTERS) return stopped('The address is too long.', 'the URL is too long');
  // RFC 8707 lets `resource` come twice, and the host can be told that this server has one.
  const form = fieldsOf(url.searchParams, 'resource');
  if (form.kind !== 'form') return stopped('A part of the address is there twice.', 'a parameter came twice');
  const { fields } = form;
  const clientId = fields.get('client_id');
  if (clientId === undefined) return stopped('The address names no program (client_id).', 'no client_id');
  const found = await issuer.clients.find(clientId);
  if (found.kind === 'unavailable') {
    return stopped('What the program says of itself cannot be read right now. Try again.', found.reason);
  }
  if (found.kind === 'unknown') {
    return stopped(
      'The program is not known here (invalid_client). Remove the server in it and add it again.',
      found.reason,
    );
  }
  const { client } = found;
  const redirectUri = fields.get('redirect_uri');
  if (redirectUri === undefined)
    return stopped('The address does not say where to return to.', 'no redirect_uri');
  if (redirectUri.length > REDIRECT_CHARACTERS || !client.allows(redirectUri)) {
    const message = 'The program wants to return to an address that it did not register.';
    return {
      ...stopped(message, 'redirect_uri is not registered'),
      refusedRedirect: withoutQuery(redirectUri),
    };
  }
  const rawState = rawValue(url, 'state');
  if (Buffer.byteLength(rawState ?? '') > STATE_BYTES)
    return stopped('The address is too long.', 'state is too long');
  const to: ReturnAddress = { redirectUri, rawState };
  const problem = problemOf(fields, url, issuer);
  if (problem) return { kind: 'error', to, client, ...problem };
  const scopes = requestedScopes(fields.get('scope'), issuer);
  if (!scopes)
    return { kind: 'error', to, client, error: 'invalid_scope', reason: 'a scope is not one of this server' };
  return {
    kind: 'request',
    request: { ...to, client, scopes, challenge: fields.get('code_challenge') ?? '' },
  };
}

/** Everything that is not used is refused where it would change the meaning, and else never handed on. */
function problemOf(
  fields: ReadonlyMap<string, string>,
  url: URL,
  { resource }: Issuer,
): { readonly error: OAuthError; readonly reason: string } | undefined {
  if (fields.has('request') || fields.has('request_uri')) {
    return { error: 'request_not_supported', reason: 'a request object' };
  }
  if (fields.get('response_type') !== 'code' || (fields.get('response_mode') ?? 'query') !== 'query') {
    return { error: 'unsupported_response_type', reason: 'response_type or response_mode' };
  }
  if (fields.get('prompt')?.split(' ').includes('none')) {
    return { error: 'interaction_required', reason: 'prompt=none, and consent is always asked' };
  }
  // OAuth 2.1 §4.1.1: without a challenge a stolen code is as good as the person.
  if (fields.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(fields.get('code_challenge') ?? '')) {
    return { error: 'invalid_request', reason: 'no code_challenge of method S256' };
  }
  if (url.searchParams.getAll('resource').some((asked) => asked !== resource)) {
    return { error: 'invalid_target', reason: 'resource is another server' };
  }
  if (url.searchParams.getAll('resource').length > 1)
    return { error: 'invalid_target', reason: 'resource came twice' };
  return undefined;
}

/** As it stands in the URL: hosts compare the bytes that come back. */
function rawValue(url: URL, name: string): string | undefined {
  const pair = url.search
    .slice(1)
    .split('&')
    .find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

function stopped(message: string, reason: string): Extract<ParsedRequest, { kind: 'stopped' }> {
  return { kind: 'stopped', message, reason };
}
