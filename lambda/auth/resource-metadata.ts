import type { AuthSettings } from '../contract';

interface ResourceMetadataOptions {
  readonly url: string;
  readonly name: string;
  readonly auth: AuthSettings;
  /** As the issuer knows them. */
  readonly scopes: readonly string[];
}

/** RFC 9728 §2: what a host needs to know to get a token for this server. */
export function protectedResourceMetadata({ url, name, auth, scopes }: ResourceMetadataOptions): object {
  const issuer = issuerOf(auth, url);
  return {
    resource: url,
    resource_name: name,
    ...(issuer !== undefined && { authorization_servers: [issuer] }),
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  };
}

/** Before Cognito stands the server itself: its issuer is its own origin, byte for byte. */
function issuerOf(auth: AuthSettings, url: string): string | undefined {
  if (auth.kind === 'unauthenticated') return undefined;
  return auth.kind === 'jwt' ? auth.issuer : new URL(url).origin;
}
