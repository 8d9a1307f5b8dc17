/** @import { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from 'oidc-provider' */
/** @import { Pool, PoolUser } from './pool.js' */

/** oidc-provider refuses a token for nobody; this is somebody until it is written down. */
const NOBODY = { toJSON: () => undefined };

/**
 * Replaces what oidc-provider puts into an access token by what Cognito does.
 *
 * @param {Pool} pool
 * @param {KoaContextWithOIDC} ctx
 * @param {AccessToken | ClientCredentials} token
 * @param {JWTStructured} jwt
 */
export function accessToken({ issuer, users, resourceServers }, { oidc }, token, jwt) {
  const { iat, exp, jti, scope, aud } = jwt.payload;
  const bound = resourceServers.some((resource) => resource === aud);
  const { AuthorizationCode: code, RefreshToken: refresh } = oidc.entities;
  const shared = {
    iss: issuer,
    client_id: token.clientId,
    token_use: 'access',
    scope,
    auth_time: code?.authTime ?? refresh?.authTime ?? iat,
    exp,
    iat,
    jti,
    version: 2,
    aud: bound ? aud : NOBODY,
  };
  jwt.header = { typ: undefined };
  if (token.kind === 'ClientCredentials') {
    jwt.payload = { ...shared, sub: token.clientId };
    return;
  }
  const { accountId, grantId } = token;
  const user = users.find(({ sub }) => sub === accountId);
  jwt.payload = { ...shared, sub: accountId, origin_jti: grantId, username: user?.username, ...groups(user) };
}

/** @param {PoolUser} [user] */
export function idToken(user) {
  return {
    token_use: 'id',
    'cognito:username': user?.username,
    email: user?.email,
    email_verified: true,
    ...groups(user),
  };
}

/** A user in no group has no such claim. @param {PoolUser} [user] */
function groups(user) {
  return user === undefined || user.groups.length > 0 ? { 'cognito:groups': user?.groups } : {};
}
