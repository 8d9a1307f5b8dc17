import { fullScope } from '../contract';

/** Scopes that hosts add out of habit. They name nothing here, and Cognito would refuse the whole request. */
const NOISE = new Set(['openid', 'email', 'profile', 'phone', 'offline_access']);

/** Those of a resource, without its prefix; others are left out. */
export function ownScopes(resource: string, full: readonly string[]): string[] {
  const prefix = fullScope(resource, '');
  return full.flatMap((scope) => (scope.startsWith(prefix) ? scope.slice(prefix.length) : []));
}

/**
 * The scopes that a host asks for, without prefix.
 *
 * @returns All of the service's when it names none; nothing when it asks for another one, or for noise alone.
 */
export function requestedScopes(
  text: string | undefined,
  { resource, scopes }: { readonly resource: string; readonly scopes: readonly string[] },
): readonly string[] | undefined {
  const named = (text ?? '').split(' ').filter((scope) => scope !== '');
  if (named.length === 0) return scopes;
  const meant = named.filter((scope) => !NOISE.has(scope));
  const own = [...new Set(ownScopes(resource, meant))];
  const allOurs = own.length === new Set(meant).size && own.every((scope) => scopes.includes(scope));
  return allOurs && own.length > 0 ? own : undefined;
}
