import type { AuthSettings } from '../contract';

/** RFC 9728 §2: what a host needs to know to get a token for this server. */
export function protectedResourceMetadata(
  url: string,
  name: string,
  auth: AuthSettings,
  scopes: readonly string[],
): object {
  return {
    resource: url,
    resource_name: name,
    ...(auth.kind === 'jwt' && { authorization_servers: [auth.issuer] }),
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  };
}
