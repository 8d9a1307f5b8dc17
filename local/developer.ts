import { URL_SETTING, fullScope, scopesOf, type MachineSettings, type Manifest } from '../lambda/contract';
import type { Deployment } from './deployment';
import type { TokenClaims } from './stand-ins/issuer';

const CLIENT_ID = 'desk';

/**
 * The developer to a server behind a user pool: a machine, because what people hold there is sealed by the server
 * after a login.
 */
export function developerMachine(manifest: Manifest): MachineSettings {
  return { name: CLIENT_ID, clientId: CLIENT_ID, scopes: scopesOf(manifest) };
}

/** What the developer's token says; nothing when the service lets everybody in, or lets people log in. */
export function developerClaims(deployment: Deployment): TokenClaims | undefined {
  const { settings, manifest, environment, login } = deployment;
  const { auth } = settings;
  if (auth.kind === 'unauthenticated' || login !== undefined) return undefined;
  const scopes = scopesOf(manifest);
  const shared = { iss: auth.issuer, client_id: CLIENT_ID };
  if (auth.kind === 'jwt') {
    return { ...shared, aud: auth.audience, sub: 'developer', scope: scopes.join(' ') };
  }
  const url = environment[URL_SETTING] ?? '';
  const scope = scopes.map((name) => fullScope(url, name)).join(' ');
  return { ...shared, sub: CLIENT_ID, token_use: 'access', scope };
}
