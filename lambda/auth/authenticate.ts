import type { Clock } from '../clock';
import type { CognitoSettings, Settings } from '../contract';
import { createKeyRing } from '../oauth/key-ring';
import { parseRootKeys, type RootKeys } from '../oauth/root-keys';
import { createSealer } from '../oauth/sealer';
import { createSecretValue, type FetchSecret, type SecretValue } from '../secret-value';
import { messageOf } from '../thrown';
import type { Caller } from '../tools/context';
import type { Addresses } from './addresses';
import { verifyCognito } from './cognito';
import { createCognitoTokens, type CognitoTokens } from './cognito-tokens';
import { createJwtVerifier } from './jwt';

/** What became of a request's credentials. */
export type Authentication =
  | {
      readonly kind: 'caller';
      readonly caller: Caller;
      /**
       * Scopes that the caller may hold, with this token or another: a challenge for any other would send the
       * host through its login for ever. Absent where only the issuer knows.
       */
      readonly allowed?: readonly string[];
    }
  /** No token, or one that is not good here. The reason is for the log. */
  | { readonly kind: 'refused'; readonly tokenSent: boolean; readonly reason: string }
  /** The issuer's keys cannot be had: nobody can be let in, and it is not the caller's fault. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export type Authenticate = (request: Request) => Promise<Authentication>;

interface AuthenticateOptions {
  readonly settings: Pick<Settings, 'auth'>;
  /** What an unauthenticated service grants everybody. */
  readonly scopes: readonly string[];
  readonly addresses: Addresses;
  /** Present where Cognito is behind the server. */
  readonly cognito?: CognitoTrust;
}

/** What the resource server, the facade and the approval page share. */
export interface CognitoTrust {
  readonly tokens: CognitoTokens;
  readonly sealingKeys: SecretValue<RootKeys>;
  /** Of the people's app client. */
  readonly clientSecret: SecretValue<string>;
}

/** Nothing is fetched before the first token. */
export function createCognitoTrust(
  auth: CognitoSettings,
  { fetchSecret, clock }: { readonly fetchSecret: FetchSecret; readonly clock: Clock },
): CognitoTrust {
  return {
    tokens: createCognitoTokens(auth),
    sealingKeys: createSecretValue({ arn: auth.sealingKeys, fetchSecret, clock, parse: parseRootKeys }),
    clientSecret: createSecretValue({ arn: auth.clientSecret, fetchSecret, clock, parse: (text) => text }),
  };
}

export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const verify = verifierFor(options);
  if (verify === undefined) {
    const { scopes } = options;
    const anonymous: Authentication = { kind: 'caller', caller: { subject: 'anonymous', scopes } };
    return () => Promise.resolve(anonymous);
  }
  return async function authenticate(request) {
    const [scheme, token, ...rest] = (request.headers.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
      return { kind: 'refused', tokenSent: false, reason: 'no bearer token' };
    }
    return verify(token, request);
  };
}

type Verify = (token: string, request: Request) => Promise<Authentication>;

function verifierFor({ settings: { auth }, addresses, cognito }: AuthenticateOptions): Verify | undefined {
  if (auth.kind === 'unauthenticated') return undefined;
  if (auth.kind === 'jwt') return createJwtVerifier(auth);
  if (cognito === undefined)
    throw new Error('Cognito is behind the server, and nothing was made to trust it with.');
  const { tokens, sealingKeys } = cognito;
  const sealers = new Map(
    addresses.origins.map((origin) => [origin, createSealer(createKeyRing(sealingKeys, origin))]),
  );
  return async function verify(token, request) {
    const { origin, url } = addresses.of(request);
    const sealer = sealers.get(origin);
    if (sealer === undefined) throw new Error(`${origin} is no address of this server.`);
    try {
      return await verifyCognito(token, { tokens, resource: url, sealer });
    } catch (error) {
      // The keys could not be read.
      return { kind: 'unavailable', reason: messageOf(error) };
    }
  };
}
