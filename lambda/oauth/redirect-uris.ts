/**
 * Redirect URIs are compared as texts and never normalized: parsers disagree about backslashes, escapes and
 * full-width letters. What these patterns do not allow is no redirect URI here.
 */
const REST = String.raw`(?:/[\w.~!$&'()*+,;=:@%/-]*)?(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?`;
const LOOPBACK = new RegExp(
  String.raw`^(http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::(\d{1,5}))?(${REST})$`,
);
const WEB = new RegExp(
  String.raw`^https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::\d{1,5})?${REST}$`,
);

const HIGHEST_PORT = 65_535;
const LOGGED_CHARACTERS = 256;

/**
 * RFC 8252 §7.3: a program on the person's machine listens on whatever port is free. Hosts use the name
 * `localhost` as well as the addresses, so it is one of them; they are never taken for each other.
 *
 * @returns The URI without its port; nothing when it does not lead to the person's own machine.
 */
export function loopbackWithoutPort(uri: string): string | undefined {
  const [, host, port = '0', rest = ''] = LOOPBACK.exec(uri) ?? [];
  return host === undefined || Number(port) > HIGHEST_PORT ? undefined : `${host}${rest}`;
}

/** A page of a site that has a certificate. */
export function isWebRedirect(uri: string): boolean {
  return WEB.test(uri);
}

/** Equal as texts; of two that lead to the person's own machine the ports may differ. */
export function isSameRedirect(registered: string, presented: string): boolean {
  if (registered === presented) return true;
  const loopback = loopbackWithoutPort(presented);
  return loopback !== undefined && loopback === loopbackWithoutPort(registered);
}

/** For the log: what comes after the path is nobody's business there. */
export function withoutQuery(uri: string): string {
  return (/^[^?#]*/.exec(uri)?.[0] ?? '').slice(0, LOGGED_CHARACTERS);
}
