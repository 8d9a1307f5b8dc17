import { isStringArray } from './parse';

/** Access tokens of any issuer that signs JWTs. */
export interface JwtSettings {
  readonly kind: 'jwt';
  /** Compared byte for byte with the token's `iss`. */
  readonly issuer: string;
  /** Must be in the token's `aud`. */
  readonly audience: string;
  /** Where the issuer's keys are; discovered from the issuer's metadata when absent. */
  readonly jwksUri?: string;
  /** Claim that names the caller's tenant; a token without it is refused. */
  readonly tenantClaim?: string;
}

/** A program that logs in with a secret of its own, as itself. */
export interface MachineSettings {
  readonly name: string;
  /** Of its app client. */
  readonly clientId: string;
  /** What it may do, without prefix; its tokens may hold less. */
  readonly scopes: readonly string[];
}

/** An MCP host that may send people here, besides those that the server knows. */
export interface HostSettings {
  readonly name: string;
  /**
   * An `https` URL of a client id metadata document, whose redirect URIs are the document's; or an id that
   * is configured in the host, whose redirect URIs are those below.
   *
   * @default - hosts that register and name these redirect URIs are let in
   */
  readonly clientId?: string;
  readonly redirectUris?: readonly string[];
}

/** A Cognito user pool behind an authorization server of our own. */
export interface CognitoSettings {
  readonly kind: 'cognito';
  /** Of the pool, such as `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e`: the `iss` of its tokens. */
  readonly issuer: string;
  /** Where the pool's keys are. @default - `/.well-known/jwks.json` below the issuer */
  readonly jwksUri?: string;
  /** Origin of the managed login, without a slash at the end. */
  readonly loginUrl: string;
  /** The one app client that people log in through. */
  readonly clientId: string;
  /** ARN of its secret in Secrets Manager: the text is the secret. */
  readonly clientSecret: string;
  /** ARN of the key that everything handed to hosts and browsers is sealed with: `{kid, key, previous}`. */
  readonly sealingKeys: string;
  /** ARN of the key that registered client ids are signed with: the same shape. Hosts keep these ids for years. */
  readonly registrationKeys: string;
  readonly machines: readonly MachineSettings[];
  /** Group of the pool -> scopes without prefix that its members may hold; `everyone` is every user. */
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly hosts: readonly HostSettings[];
  /** The group of the pool whose members approve calls. */
  readonly approvers: string;
  /** Whether one of them may approve what they asked for themselves. */
  readonly approveOwn: boolean;
  /**
   * `required`: tokens of people are bound to the server's URL (Essentials and Plus plans). `clientId`: for a
   * pool that cannot bind; the app client and the prefix of the scopes stand in for it.
   */
  readonly resourceBinding: ResourceBinding;
  /** Claim that names the caller's tenant; a token without it is refused. */
  readonly tenantClaim?: string;
}

export const RESOURCE_BINDINGS = ['required', 'clientId'] as const;
export type ResourceBinding = (typeof RESOURCE_BINDINGS)[number];

/** Whoever has an account in the pool, whatever groups they are in. */
export const EVERYONE = 'everyone';

/** A scope of the tools as Cognito and hosts write it: below the URL of its service, which is the resource. */
export function fullScope(resource: string, scope: string): string {
  return `${resource}/${scope}`;
}

/** How callers prove who they are. */
export type AuthSettings = JwtSettings | CognitoSettings | { readonly kind: 'unauthenticated' };

export function isAuth(value: unknown): value is AuthSettings {
  if (!isObject(value)) return false;
  if (value.kind === 'unauthenticated') return true;
  if (value.kind === 'cognito') return isCognito(value);
  return value.kind === 'jwt' && hasTexts(value, ['issuer', 'audience'], ['jwksUri', 'tenantClaim']);
}

function isCognito(value: Readonly<Record<string, unknown>>): boolean {
  const { machines, access, hosts, approveOwn, resourceBinding } = value;
  return (
    hasTexts(
      value,
      ['issuer', 'loginUrl', 'clientId', 'clientSecret', 'sealingKeys', 'registrationKeys', 'approvers'],
      ['jwksUri', 'tenantClaim'],
    ) &&
    RESOURCE_BINDINGS.some((binding) => binding === resourceBinding) &&
    typeof approveOwn === 'boolean' &&
    isObject(access) &&
    Object.values(access).every(isStringArray) &&
    isListOf(
      machines,
      (machine) => hasTexts(machine, ['name', 'clientId']) && isStringArray(machine.scopes),
    ) &&
    isListOf(hosts, isHost)
  );
}

function isHost(host: Readonly<Record<string, unknown>>): boolean {
  return (
    hasTexts(host, ['name'], ['clientId']) &&
    (host.redirectUris === undefined || isStringArray(host.redirectUris))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(
  value: unknown,
  accept: (item: Readonly<Record<string, unknown>>) => boolean,
): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && accept(item));
}

function hasTexts(
  value: Readonly<Record<string, unknown>>,
  required: readonly string[],
  optional: readonly string[] = [],
): boolean {
  const texts = [...required, ...optional.filter((name) => value[name] !== undefined)].map(
    (name) => value[name],
  );
  return texts.every((text) => typeof text === 'string' && text !== '');
}
