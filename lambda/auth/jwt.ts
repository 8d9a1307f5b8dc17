import type { JwtSettings } from '../contract';
import type { Authentication } from './authenticate';
import { scopesOfClaims } from './scopes';
import { createVerifyClaims, tenantOf, type Claims } from './signed-claims';

/** Access tokens of any issuer. */
export function createJwtVerifier(settings: JwtSettings): (token: string) => Promise<Authentication> {
  const verifyClaims = createVerifyClaims(settings);
  return async function verify(token) {
    const verified = await verifyClaims(token);
    return verified.kind === 'claims'
      ? toCaller(verified.claims, settings.tenantClaim)
      : { ...verified, tokenSent: true };
  };
}

function toCaller(claims: Claims, tenantClaim: string | undefined): Authentication {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') {
    return { kind: 'refused', tokenSent: true, reason: 'the token has no sub' };
  }
  const tenant = tenantOf(claims, tenantClaim);
  if ('problem' in tenant) return { kind: 'refused', tokenSent: true, reason: tenant.problem };
  const agent = [claims.client_id, claims.azp].find((claim) => typeof claim === 'string');
  return { kind: 'caller', caller: { subject: sub, agent, ...tenant, scopes: scopesOfClaims(claims) } };
}
