import { PUBLIC_HOST_HEADER, fullScope, type AuthSettings } from '../contract';
import { protectedResourceMetadata } from './resource-metadata';

/** One URL that leads to this server, and what depends on it. */
export interface Address {
  readonly url: string;
  readonly origin: string;
  /** A scope of the tools as the issuer knows it: Cognito's begin with the URL. */
  readonly issuedAs: (scope: string) => string;
  /** RFC 9728: `resource` must be the URL that the client used, or it refuses the metadata. */
  readonly metadata: object;
}

export interface Addresses {
  /** All of them, the service's own first. */
  readonly all: readonly Address[];
  readonly origins: readonly string[];
  /** The one that a request was sent to; the service's own when it was sent to none of them. */
  of(request: Request): Address;
}

interface AddressesOptions {
  readonly url: string;
  readonly alternateUrls: readonly string[];
  readonly name: string;
  readonly auth: AuthSettings;
  readonly scopes: readonly string[];
}

/** A service that got a domain later is still reached by the URL of before, whose clients know it by that one. */
export function createAddresses({ url, alternateUrls, name, auth, scopes }: AddressesOptions): Addresses {
  const addressOf = (of: string): Address => {
    const issuedAs = (scope: string): string => (auth.kind === 'cognito' ? fullScope(of, scope) : scope);
    return {
      url: of,
      origin: new URL(of).origin,
      issuedAs,
      metadata: protectedResourceMetadata({ url: of, name, auth, scopes: scopes.map(issuedAs) }),
    };
  };
  const all = [url, ...alternateUrls].map(addressOf);
  const [own = addressOf(url)] = all;
  const byHost = new Map(all.map((address) => [new URL(address.url).host, address]));
  return {
    all,
    origins: all.map(({ origin }) => origin),
    // Most services have one URL, and nothing to look up.
    of: (request) =>
      byHost.size === 1
        ? own
        : (byHost.get(request.headers.get(PUBLIC_HOST_HEADER) ?? hostOf(request)) ?? own),
  };
}

function hostOf({ url }: Request): string {
  return new URL(url).host;
}
