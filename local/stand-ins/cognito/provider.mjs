import { randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import { Provider, errors, interactionPolicy } from 'oidc-provider';
import { accessToken, idToken } from './claims.mjs';
import { errorPage, login } from './login.mjs';
import { logout, likeCognito } from './quirks.mjs';

/** @import { JsonWebKey } from 'node:crypto' */
/** @import { ClientMetadata } from 'oidc-provider' */
/** @import { Pool } from './pool.js' */

const SESSION_SECONDS = 3_600;
const CODE_SECONDS = 300;
const LOGIN_SECONDS = 600;
const REFRESH_SECONDS = 30 * 86_400;

/** oidc-provider makes a JWT only for a resource: this one stands for none. */
const NO_RESOURCE = 'urn:none';

/**
 * An OpenID provider that a server cannot tell from a user pool, as far as it is described in the Cognito Developer
 * Guide.
 *
 * @param {Pool} pool
 * @param {JsonWebKey} key - Private.
 * @param {string} origin
 */
export function createProvider(pool, key, origin) {
  const { clients, machines, users } = pool;
  const all = [...clients, ...machines];
  const scopes = [...new Set(['openid', ...all.flatMap((client) => client.scopes)])];
  const policy = interactionPolicy.base();
  // Cognito asks for no consent to app clients of one's own.
  policy.remove('consent');

  const provider = new Provider(origin, {
    jwks: { keys: [{ ...key, kty: 'RSA' }] },
    cookies: { keys: [randomUUID()] },
    clients: [...clients.map(peopleClient), ...machines.map(machineClient)],
    scopes,
    claims: { openid: ['sub', ...Object.keys(idToken())], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    // Cognito leaves PKCE to the app; S256 is the only method that either knows.
    pkce: { required: () => false },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
    },
    ttl: {
      AuthorizationCode: CODE_SECONDS,
      AccessToken: pool.accessTokenSeconds,
      ClientCredentials: pool.accessTokenSeconds,
      IdToken: pool.accessTokenSeconds,
      RefreshToken: REFRESH_SECONDS,
      Grant: REFRESH_SECONDS,
      Interaction: LOGIN_SECONDS,
      Session: SESSION_SECONDS,
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: pool.rotation,
    expiresWithSession: () => false,
    clientBasedCORS: () => true,
    findAccount: (_ctx, sub) => {
      const user = users.find((known) => known.sub === sub);
      return user && { accountId: sub, claims: () => ({ sub, ...idToken(user) }) };
    },
    // Each login is a grant of its own: revoking one leaves the others.
    async loadExistingGrant({ oidc }) {
      const { clientId = '' } = oidc.client ?? {};
      const grant = new provider.Grant({ clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope(scopes.join(' '));
      Object.keys(oidc.resourceServers ?? {}).forEach((resource) =>
        grant.addResourceScope(resource, scopes.join(' ')),
      );
      await grant.save();
      return grant;
    },
    interactions: { policy, url: (_ctx, { uid }) => `/login/${uid}` },
    renderError: (ctx, { error }) => errorPage(ctx, error),
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => (Array.isArray(oneOf) ? (oneOf[0] ?? '') : NO_RESOURCE),
        useGrantedResource: () => true,
        getResourceServerInfo: ({ oidc }, resource) => {
          const known = resource === NO_RESOURCE || pool.resourceServers.includes(resource);
          // Cognito takes any URL at the authorization endpoint and fails afterwards.
          if (oidc.route === 'token' && !known) throw new errors.InvalidGrant('resource is not of this pool');
          return {
            scope: scopes.join(' '),
            audience: resource,
            accessTokenTTL: pool.accessTokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    formats: { customizers: { jwt: (ctx, token, jwt) => accessToken(pool, ctx, token, jwt) } },
  });
  // The constructor took the origin for its paths; tokens name the pool.
  Object.assign(provider, { issuer: pool.issuer });
  provider.Client.prototype.compareClientSecret = /** @this {{ clientId: string }} */ function (given) {
    return all.some(
      ({ clientId, secrets }) => clientId === this.clientId && secrets.some((secret) => equal(secret, given)),
    );
  };
  provider.on('server_error', (_ctx, error) => console.error(error));
  provider.use(login(provider, pool));
  provider.use(logout(provider, pool));
  provider.use(likeCognito(provider, pool));
  return provider;
}

/**
 * @param {Pool['clients'][number]} client
 * @returns {ClientMetadata}
 */
function peopleClient({ clientId, secrets, callbacks, scopes }) {
  return {
    client_id: clientId,
    client_secret: secrets[0],
    redirect_uris: [...callbacks],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: scopes.join(' '),
  };
}

/**
 * @param {Pool['machines'][number]} client
 * @returns {ClientMetadata}
 */
function machineClient({ clientId, secrets, scopes }) {
  return {
    client_id: clientId,
    client_secret: secrets[0],
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
    scope: scopes.join(' '),
  };
}

/**
 * @param {string} one
 * @param {string} other
 */
function equal(one, other) {
  return timingSafeEqual(digest(one), digest(other));
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest();
}
