import { JwtVerifier } from 'aws-jwt-verify';
import {
  JwksNotAvailableInCacheError,
  JwtBaseError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { messageOf } from '../thrown';
import { discoverJwksUri, fetchDocument } from './issuer-metadata';

/** Claims of a token that the issuer signed. Each is still to be looked at. */
export type Claims = Readonly<Record<string, unknown>>;

export type VerifiedClaims =
  | { readonly kind: 'claims'; readonly claims: Claims }
  /** The token is not good. The reason is for the log. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The issuer's keys cannot be had. */
  | { readonly kind: 'unavailable'; readonly reason: string };

interface SignedClaimsOptions {
  readonly issuer: string;
  /** Must be in the token's `aud`; null leaves that to the caller. */
  readonly audience: string | null;
  /** Discovered from the issuer's metadata when absent. */
  readonly jwksUri?: string;
}

/**
 * Checks signature, issuer, audience and life time of a token. Keys are fetched when the first token arrives and
 * kept; a token with an unknown key id cannot make the server fetch more than once in 10 seconds.
 */
export function createVerifyClaims(options: SignedClaimsOptions): (token: string) => Promise<VerifiedClaims> {
  let verify: Awaited<ReturnType<typeof createVerifier>> | undefined;
  let creating: ReturnType<typeof createVerifier> | undefined;

  async function create() {
    try {
      creating ??= createVerifier(options);
      verify = await creating;
      return verify;
    } finally {
      // Where the issuer's metadata could not be read the next request tries again.
      creating = undefined;
    }
  }

  return async function verifyClaims(token) {
    try {
      const claims = (verify ?? (await create()))(token);
      return { kind: 'claims', claims: claims instanceof Promise ? await claims : claims };
    } catch (error) {
      const keysMissing = !(error instanceof JwtBaseError) || error instanceof WaitPeriodNotYetEndedJwkError;
      return { kind: keysMissing ? 'unavailable' : 'refused', reason: messageOf(error) };
    }
  };
}

async function createVerifier({ issuer, audience, jwksUri }: SignedClaimsOptions) {
  const verifier = JwtVerifier.create(
    { issuer, audience, jwksUri: jwksUri ?? (await discoverJwksUri(issuer)) },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: (uri) => fetchDocument(uri) } }) },
  );
  return function verify(token: string): Claims | Promise<Claims> {
    try {
      // Where the keys are there nothing has to be waited for.
      return verifier.verifySync(token);
    } catch (error) {
      const keyMissing =
        error instanceof JwksNotAvailableInCacheError || error instanceof KidNotFoundInJwksError;
      if (keyMissing) return verifier.verify(token);
      throw error;
    }
  };
}

/** The claim that names the caller's tenant, where the service asks for one. */
export function tenantOf(
  claims: Claims,
  tenantClaim: string | undefined,
): { readonly tenant?: string } | { readonly problem: string } {
  if (tenantClaim === undefined) return {};
  const tenant = claims[tenantClaim];
  return typeof tenant === 'string' && tenant !== ''
    ? { tenant }
    : { problem: `the token has no text in its claim ${tenantClaim}` };
}
