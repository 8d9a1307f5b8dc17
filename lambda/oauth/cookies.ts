/**
 * The browser keeps what the server does not: a secret for the page that asks for consent, and the login that the
 * person consented to; or, for the approval page, the secret of a login. Each login has a cookie of its own, so that tabs do not disturb each other.
 */
export type CookieKind = 'consent' | 'login' | 'approverLogin';

/** What the cookie of a login holds once its code was handed out. */
export const USED = 'used';

/** `__Host-`: set by this very host over TLS, and by no neighbor of its domain (RFC 6265bis §4.1.3.2). */
const PREFIXES: Readonly<Record<CookieKind, string>> = {
  consent: '__Host-mcp-consent-',
  login: '__Host-mcp-login-',
  approverLogin: '__Host-mcp-approver-login-',
};
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** API Gateway takes about 10 KB of headers in all. */
const MOST_COOKIES = 5;
const MOST_CHARACTERS = 6_144;
/** Browsers drop a cookie of 4,096 bytes. */
export const MOST_COOKIE_CHARACTERS = 3_900;

/** Name -> values, in the order sent. */
export type Cookies = ReadonlyMap<string, readonly string[]>;

export function readCookies(request: Request): Cookies {
  const cookies = new Map<string, string[]>();
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 0) continue;
    const name = pair.slice(0, at).trim();
    cookies.set(name, [...(cookies.get(name) ?? []), pair.slice(at + 1).trim()]);
  }
  return cookies;
}

/** Nothing when it is missing, or there are two of which somebody else may have set one. */
export function cookieOf(cookies: Cookies, kind: CookieKind, handle: string): string | undefined {
  const values = cookies.get(PREFIXES[kind] + handle) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/**
 * The `Set-Cookie` headers that set one, and let go of the oldest where there would be too many: handles begin
 * with their time, so their order is that of the logins.
 */
export function setCookie(
  cookies: Cookies,
  { kind, handle, value, seconds }: { kind: CookieKind; handle: string; value: string; seconds: number },
): string[] {
  const name = PREFIXES[kind] + handle;
  const others = [...cookies]
    .map(([other, values]) => ({
      name: other,
      size: values.reduce((sum, held) => sum + sizeOf(other, held), 0),
    }))
    .filter((other) => other.name !== name && handleIn(other.name) !== undefined)
    .toSorted((a, b) => startOf(b.name) - startOf(a.name));
  let room = MOST_CHARACTERS - sizeOf(name, value);
  const dropped = others.filter(({ size }, index) => {
    room -= size;
    return index >= MOST_COOKIES - 1 || room < 0;
  });
  return [hostCookie(name, value, seconds), ...dropped.map((cookie) => hostCookie(cookie.name, '', 0))];
}

export function clearCookie(kind: CookieKind, handle: string): string {
  return hostCookie(PREFIXES[kind] + handle, '', 0);
}

/** The header that sets a cookie; 0 seconds take it away. The name has to begin with `__Host-`. */
export function hostCookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Max-Age=${seconds}; ${ATTRIBUTES}`;
}

/** In the header, with the sign between name and value and what stands between two. */
function sizeOf(name: string, value: string): number {
  return `${name}=${value}; `.length;
}

function handleIn(name: string): string | undefined {
  const prefix = Object.values(PREFIXES).find((known) => name.startsWith(known));
  return prefix === undefined ? undefined : name.slice(prefix.length);
}

/** Seconds since the epoch; what is not a handle of ours is the oldest. */
function startOf(name: string): number {
  const bytes = Buffer.from(handleIn(name) ?? '', 'base64url');
  return bytes.length < 4 ? 0 : bytes.readUInt32BE();
}
