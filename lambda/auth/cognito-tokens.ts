import { EVERYONE, type CognitoSettings } from '../contract';
import { ownScopes } from '../oauth/scopes';
import { scopesOfClaims } from './scopes';
import { createVerifyClaims, tenantOf, type Claims } from './signed-claims';

/** Whose token it is, and what they may do with it. */
export interface Holder {
  readonly subject: string;
  readonly tenant?: string;
  /** Without prefix: what the token holds and its holder may hold. */
  readonly scopes: readonly string[];
  /** Without prefix: what the holder may hold, with this token or another. */
  readonly allowed: readonly string[];
  /** As the pool calls a person. Programs have none. */
  readonly name?: string;
  readonly groups: readonly string[];
}

export type HolderOf =
  | { readonly kind: 'holder'; readonly holder: Holder }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Reads Cognito's own access tokens, for one resource. */
export interface CognitoTokens {
  /** One that the people's app client got through the facade. */
  person(jwt: string, resource: string): Promise<HolderOf>;
  /** One that a program got with its own app client; its client id is the subject. */
  machine(jwt: string, resource: string): Promise<HolderOf>;
}

/** The issuer is pinned by configuration: the metadata that hosts read names the facade, and no token does. */
export function createCognitoTokens(settings: CognitoSettings): CognitoTokens {
  const { issuer, jwksUri = `${issuer}/.well-known/jwks.json` } = settings;
  // Bound tokens carry an audience, those of programs cannot: it is judged below.
  const verifyClaims = createVerifyClaims({ issuer, jwksUri, audience: null });
  const machines = new Map(settings.machines.map((machine) => [machine.clientId, machine]));

  async function read(jwt: string, judge: (claims: Claims) => Holder | string): Promise<HolderOf> {
    const verified = await verifyClaims(jwt);
    if (verified.kind !== 'claims') return verified;
    const { claims } = verified;
    // An ID token is for the program that asked for it, and says nothing about access.
    if (claims.token_use !== 'access') return refused(`token_use is not access`);
    const judged = judge(claims);
    return typeof judged === 'string' ? refused(judged) : { kind: 'holder', holder: judged };
  }

  return {
    person: (jwt, resource) =>
      read(jwt, (claims) => {
        if (claims.client_id !== settings.clientId) return 'the token is of another app client';
        const bound = claims.aud === resource;
        const mayBeUnbound = settings.resourceBinding === 'clientId' && claims.aud === undefined;
        if (!bound && !mayBeUnbound) return 'the token is not for this server (aud)';
        return holderOf(claims, resource, allowedTo(claims, settings.access), settings.tenantClaim);
      }),
    machine: (jwt, resource) =>
      read(jwt, (claims) => {
        const machine = typeof claims.client_id === 'string' ? machines.get(claims.client_id) : undefined;
        if (!machine) return 'the token is of an app client that is no machine of this server';
        if (claims.username !== undefined) return 'a person stands behind the token of a machine';
        if (claims.aud !== undefined && claims.aud !== resource)
          return 'the token is not for this server (aud)';
        return holderOf(claims, resource, machine.scopes, settings.tenantClaim);
      }),
  };
}

function holderOf(
  claims: Claims,
  resource: string,
  allowed: readonly string[],
  tenantClaim: string | undefined,
): Holder | string {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') return 'the token has no sub';
  const tenant = tenantOf(claims, tenantClaim);
  if ('problem' in tenant) return tenant.problem;
  const held = ownScopes(resource, scopesOfClaims(claims));
  // Without the prefix of this server it is a token for something else that this pool guards.
  if (held.length === 0) return 'the token holds no scope of this server';
  const { username } = claims;
  return {
    subject: sub,
    ...tenant,
    scopes: held.filter((scope) => allowed.includes(scope)),
    allowed,
    ...(typeof username === 'string' && username !== '' && { name: username }),
    groups: groupsOf(claims),
  };
}

/** Scopes limit a token; what a person may do is a matter of their groups. */
function allowedTo(claims: Claims, access: CognitoSettings['access']): readonly string[] {
  const allowed = new Set(access[EVERYONE]);
  for (const group of groupsOf(claims)) {
    if (!Object.hasOwn(access, group)) continue;
    for (const scope of access[group] ?? []) allowed.add(scope);
  }
  return [...allowed];
}

function groupsOf(claims: Claims): readonly string[] {
  const groups = claims['cognito:groups'];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
}

function refused(reason: string): HolderOf {
  return { kind: 'refused', reason };
}
