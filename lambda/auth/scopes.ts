/** The scopes that are needed and not held, in the order they were asked for. */
export function missingScopes(needed: readonly string[], held: readonly string[]): string[] {
  return needed.filter((scope) => !held.includes(scope));
}

/** RFC 9068 §2.2.3 writes scopes as one text; Okta and Entra as `scp`, a list or a text. */
export function scopesOfClaims(claims: { readonly scope?: unknown; readonly scp?: unknown }): string[] {
  const { scope = claims.scp } = claims;
  if (typeof scope === 'string') return scope.match(/[^ ]+/g) ?? [];
  return Array.isArray(scope) ? scope.filter((part) => typeof part === 'string') : [];
}
