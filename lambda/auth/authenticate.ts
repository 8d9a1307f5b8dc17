import type { AuthSettings } from '../contract';
import type { Caller } from '../tools/context';
import { createJwtVerifier } from './jwt';

/** What became of a request's credentials. */
export type Authentication =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** No token, or one that is not good here. The reason is for the log. */
  | { readonly kind: 'refused'; readonly tokenSent: boolean; readonly reason: string }
  /** The issuer's keys cannot be had: nobody can be let in, and it is not the caller's fault. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export type Authenticate = (request: Request) => Promise<Authentication>;

/** @param scopes - What an unauthenticated service grants everybody. */
export function createAuthenticate(settings: AuthSettings, scopes: readonly string[]): Authenticate {
  if (settings.kind === 'unauthenticated') {
    const anonymous: Authentication = { kind: 'caller', caller: { subject: 'anonymous', scopes } };
    return () => Promise.resolve(anonymous);
  }
  if (settings.kind === 'cognito') throw new Error('The server does not know Cognito yet.');
  const verify = createJwtVerifier(settings);
  return async function authenticate(request) {
    const [scheme, token, ...rest] = (request.headers.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
      return { kind: 'refused', tokenSent: false, reason: 'no bearer token' };
    }
    return verify(token);
  };
}
