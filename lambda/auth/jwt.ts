import { JwtVerifier } from 'aws-jwt-verify';
import { JwtBaseError, WaitPeriodNotYetEndedJwkError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { AuthSettings } from '../contract';
import type { Authentication } from './authenticate';
import { discoverJwksUri, fetchDocument } from './issuer-metadata';
import { scopesOfClaims } from './scopes';

type JwtSettings = Extract<AuthSettings, { kind: 'jwt' }>;
type Verify = (token: string) => Promise<Authentication>;

/**
 * Checks signature, issuer, audience and life time of an access token. Keys are fetched when the first token
 * arrives and kept; a token with an unknown key id cannot make the server fetch more than once in 10 seconds.
 */
export function createJwtVerifier(settings: JwtSettings): Verify {
  let verifier: Promise<(token: string) => Promise<Claims>> | undefined;

  function getVerifier() {
    verifier ??= createVerifier(settings).catch((error: unknown) => {
      // The issuer's metadata could not be read: the next request tries again.
      verifier = undefined;
      throw error;
    });
    return verifier;
  }

  return async function verify(token) {
    try {
      const verifyToken = await getVerifier();
      return toCaller(await verifyToken(token), settings.tenantClaim);
    } catch (error) {
      const keysMissing = !(error instanceof JwtBaseError) || error instanceof WaitPeriodNotYetEndedJwkError;
      return keysMissing
        ? { kind: 'unavailable', reason: message(error) }
        : { kind: 'refused', tokenSent: true, reason: message(error) };
    }
  };
}

interface Claims {
  readonly sub?: string;
  readonly client_id?: unknown;
  readonly azp?: unknown;
  readonly scope?: unknown;
  readonly scp?: unknown;
  readonly [claim: string]: unknown;
}

async function createVerifier({ issuer, audience, jwksUri }: JwtSettings) {
  const verifier = JwtVerifier.create(
    { issuer, audience, jwksUri: jwksUri ?? (await discoverJwksUri(issuer)) },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: (uri) => fetchDocument(uri) } }) },
  );
  return (token: string): Promise<Claims> => verifier.verify(token);
}

function toCaller(claims: Claims, tenantClaim: string | undefined): Authentication {
  if (!claims.sub) return { kind: 'refused', tokenSent: true, reason: 'the token has no sub' };
  const tenant = tenantClaim === undefined ? undefined : claims[tenantClaim];
  if (tenantClaim !== undefined && (typeof tenant !== 'string' || tenant === '')) {
    return { kind: 'refused', tokenSent: true, reason: `the token has no text in its claim ${tenantClaim}` };
  }
  const agent = [claims.client_id, claims.azp].find((claim) => typeof claim === 'string');
  return {
    kind: 'caller',
    caller: {
      subject: claims.sub,
      agent,
      ...(typeof tenant === 'string' && { tenant }),
      scopes: scopesOfClaims(claims),
    },
  };
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
