import { ROUTES, fullScope, type CognitoSettings, type Settings } from '../../../lambda/contract';
import type { StackArtifact } from '../../assembly/cloud-assembly';
import { asText, resolveIntrinsics, type LocalValues } from '../../assembly/intrinsics';
import { clientSecretOf, toLocalAddress } from '../../assembly/local-values';
import { isArray, isObject, resourcesOfType, type Json, type JsonObject } from '../../assembly/template';
import { DeskError } from '../../desk-error';
import { APPROVER, deskUser } from './desk-users';
import type { MachineClient, PeopleClient, Pool } from './pool';

const YOU = 'you@example.com';
const IN_NO_GROUP = 'reader@example.com';

const HOUR = 3_600;
const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: HOUR, days: 86_400 };

export interface TemplatePoolOptions {
  readonly values: ReadonlyMap<StackArtifact, LocalValues>;
  /** As the template has them. */
  readonly settings: Settings;
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
}

/**
 * The user pool of the templates as it is on the desk: addresses of the cloud are those of the desk. An app client
 * of the settings that no template has, because the pool is another team's, is made as the settings need it.
 *
 * @throws {DeskError} when the service has no user pool.
 */
export function templatePool({ values, settings, endpoint }: TemplatePoolOptions): Pool {
  const { auth } = settings;
  if (auth.kind !== 'cognito') {
    throw new DeskError(
      `--auth is for a service with McpAuth.cognito; this one has '${auth.kind}'. Start without --auth.`,
    );
  }
  const { issuer, clientId: own } = auth;
  const origins = [settings.url, ...settings.alternateUrls].map((url) => new URL(url).origin);
  const resources = (type: string) => readResources(values, `AWS::Cognito::${type}`, toDesk);
  const url = `${endpoint}${ROUTES.mcp}`;
  const apps = resources('UserPoolClient');
  const properties: JsonObject = apps.find(({ ref }) => ref === own)?.properties ?? {};
  const { RefreshTokenRotation: rotation } = properties;
  const groups = resources('UserPoolGroup').map(({ ref }) => ref);
  const [first = YOU] = resources('UserPoolUser').map(({ ref }) => ref);
  const servers = resources('UserPoolResourceServer').map(({ ref }) => ref);
  return {
    issuer,
    clients: withOwn(
      apps.filter((app) => flowsOf(app).includes('code')).map(peopleClient),
      own,
      (clientId) => ({
        clientId,
        secrets: [clientSecretOf(clientId)],
        callbacks: [ROUTES.oauthCallback, ROUTES.approvalsCallback].map((path) => `${endpoint}${path}`),
        scopes: scopesOfAccess(auth).map((scope) => fullScope(url, scope)),
      }),
    ),
    machines: machines(auth),
    users: [deskUser(first, groups), deskUser(IN_NO_GROUP, []), deskUser(APPROVER, [auth.approvers])],
    resourceServers: servers.length > 0 ? servers : [url],
    accessTokenSeconds: secondsOf(properties),
    rotation: isObject(rotation) && rotation.Feature === 'ENABLED',
  };

  /** Texts that begin with an address of the service in the cloud begin with that of the desk. */
  function toDesk(text: string): string {
    const origin = origins.find((known) => text === known || text.startsWith(`${known}/`));
    return toLocalAddress(origin === undefined ? text : `${endpoint}${text.slice(origin.length)}`, endpoint);
  }

  function machines({ machines: settled }: CognitoSettings): readonly MachineClient[] {
    const known = apps.filter((app) => flowsOf(app).includes('client_credentials')).map(machineClient);
    return settled.reduce<readonly MachineClient[]>(
      (all, { clientId, scopes }) =>
        withOwn(all, clientId, () => ({
          clientId,
          secrets: [clientSecretOf(clientId)],
          scopes: scopes.map((scope) => fullScope(url, scope)),
        })),
      known,
    );
  }
}

function withOwn<T extends MachineClient>(
  clients: readonly T[],
  clientId: string,
  make: (clientId: string) => T,
): readonly T[] {
  return clients.some((client) => client.clientId === clientId) ? clients : [...clients, make(clientId)];
}

interface PoolResource {
  readonly ref: string;
  readonly properties: JsonObject;
}

/** Resources of a type in all stacks, with what is interpreted of their properties. */
function readResources(
  values: ReadonlyMap<StackArtifact, LocalValues>,
  type: string,
  toDesk: (text: string) => string,
): readonly PoolResource[] {
  return [...values].flatMap(([{ template }, own]) =>
    resourcesOfType(template, type).flatMap(([logicalId, { Properties: given = {} }]) => {
      const ref = own.refs.get(logicalId);
      if (ref === undefined) return [];
      const properties = Object.entries(given).flatMap(([name, json]): [string, Json][] => {
        const { value, unresolved } = resolveIntrinsics(json, template, own);
        return value === undefined || unresolved.length > 0 ? [] : [[name, eachText(value, toDesk)]];
      });
      return [{ ref: toDesk(ref), properties: Object.fromEntries(properties) }];
    }),
  );
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  return isArray(value) ? value.map((item) => eachText(item, change)) : value;
}

function peopleClient({ ref, properties }: PoolResource): PeopleClient {
  return {
    ...machineClient({ ref, properties }),
    callbacks: textsOf(properties.CallbackURLs),
    logouts: textsOf(properties.LogoutURLs),
  };
}

function machineClient({ ref, properties }: PoolResource): MachineClient {
  return { clientId: ref, secrets: [clientSecretOf(ref)], scopes: textsOf(properties.AllowedOAuthScopes) };
}

function flowsOf({ properties }: PoolResource): readonly string[] {
  return textsOf(properties.AllowedOAuthFlows);
}

function textsOf(value: Json | undefined): readonly string[] {
  return isArray(value) ? value.map(asText) : [];
}

/** An hour is what Cognito takes when the template says nothing. */
function secondsOf({ AccessTokenValidity: validity = 1, TokenValidityUnits: units }: JsonObject): number {
  const unit = isObject(units) ? asText(units.AccessToken) : '';
  return Number(validity) * (SECONDS[unit] ?? HOUR);
}

function scopesOfAccess({ access }: CognitoSettings): readonly string[] {
  return [...new Set(Object.values(access).flat())];
}
