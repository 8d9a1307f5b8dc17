import { ROUTES, fullScope } from '../contract';

/**
 * RFC 8414 §2. Hosts refuse an issuer that is not the address they asked at, a server that does not say S256, and
 * choose a metadata document as their id only where `none` is listed.
 */
export function authorizationServerMetadata(
  issuer: string,
  resource: string,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}${ROUTES.oauthAuthorize}`,
    token_endpoint: `${issuer}${ROUTES.oauthToken}`,
    registration_endpoint: `${issuer}${ROUTES.oauthRegister}`,
    revocation_endpoint: `${issuer}${ROUTES.oauthRevoke}`,
    scopes_supported: scopes.map((scope) => fullScope(resource, scope)),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  };
}
