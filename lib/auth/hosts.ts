import { Token } from 'aws-cdk-lib';
import type { HostSettings } from '../../lambda/contract';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** RFC 8252 §7.1: an app's own, such as `cursor:`. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9+.-]*:$/;
/** Browsers give these a meaning of their own. */
const TAKEN_SCHEMES = new Set(
  [
    'about',
    'blob',
    'data',
    'file',
    'filesystem',
    'ftp',
    'http',
    'https',
    'javascript',
    'mailto',
    'vbscript',
    'view-source',
    'ws',
    'wss',
  ].map((scheme) => `${scheme}:`),
);
/** What the server takes at most. */
const REDIRECT_CHARACTERS = 512;
/**
 * A document is fetched from the internet alone: an address or a name without a dot is none of it. `localhost` is for
 * a host that is developed on the desk that the server runs on; in the cloud it leads nowhere.
 */
const PUBLIC_NAME = /\.[a-z][a-z0-9-]*$|^localhost$/;
const CLIENT_ID = /^[\x21-\x7E]{1,255}$/;

/** @throws when a host could never be let in, or somebody else in its place. */
export function assertHosts(hosts: readonly HostSettings[]): void {
  hosts.forEach(assertHost);
  const ids = hosts.flatMap(({ clientId }) => clientId ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new Error(
    `McpAuth.cognito: two hosts have the clientId '${twice}', and only one of them could be let in. Give each host an id of its own, or one host all redirectUris.`,
  );
}

function assertHost({ name, clientId, redirectUris = [] }: HostSettings, index: number): void {
  if (name.trim() === '') {
    throw new Error(
      `McpAuth.cognito: hosts[${index}] has no name; give the one that people are shown when they are asked for their consent.`,
    );
  }
  const place = `McpAuth.cognito: the host '${name}'`;
  if (clientId !== undefined && isDocument(clientId)) {
    assertDocument(place, clientId);
    if (redirectUris.length === 0) return;
    throw new Error(
      `${place} has redirectUris beside a clientId that is a URL: the redirect URIs of such a host are those of its document. Leave redirectUris out.`,
    );
  }
  if (clientId !== undefined && !CLIENT_ID.test(clientId)) {
    throw new Error(
      `${place} has the clientId '${clientId}'; give an https URL of its metadata document, or an id of 1 to 255 printable characters without spaces.`,
    );
  }
  if (redirectUris.length === 0) {
    throw new Error(
      `${place} has no redirectUris, and no clientId that is a URL: nobody could come back to it. Give redirectUris, such as ['https://host.example.com/callback'].`,
    );
  }
  for (const uri of redirectUris) assertRedirect(place, uri);
}

function isDocument(clientId: string): boolean {
  // The server takes whatever begins with https: for one, slashes or not.
  return !Token.isUnresolved(clientId) && /^(?:https:|[a-z][a-z0-9+.-]*:\/\/)/i.test(clientId);
}

/** The rules of the client id metadata document draft, as the server has them. */
function assertDocument(place: string, clientId: string): void {
  const url = URL.canParse(clientId) ? new URL(clientId) : undefined;
  const isGood =
    url?.protocol === 'https:' &&
    PUBLIC_NAME.test(url.hostname) &&
    url.pathname !== '/' &&
    url.username + url.password + url.search + url.hash === '' &&
    url.href === clientId;
  if (isGood) return;
  throw new Error(
    `${place} has the clientId '${clientId}'; a clientId that is a URL is an https URL of a name on the internet, in its plainest form with a path, without query or fragment, such as 'https://host.example.com/oauth/client.json'.`,
  );
}

function assertRedirect(place: string, uri: string): void {
  if (Token.isUnresolved(uri)) return;
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const isPlain = url !== undefined && !/[\s*#\\]/.test(uri) && url.username + url.password === '';
  if (isPlain && isAllowed(url, uri)) return assertComparable(place, uri, url);
  throw new Error(
    `${place} has the redirect URI '${uri}'; allowed are https URLs, http on ${LOOPBACK.join(', ')}, and an app's own scheme such as 'cursor://host/callback', each in full: without user, fragment or wildcard.`,
  );
}

/** The server compares texts, and hosts send what a browser would make of them: any other spelling never matches. */
function assertComparable(place: string, uri: string, { href }: URL): void {
  if (uri.length > REDIRECT_CHARACTERS) {
    throw new Error(
      `${place} has a redirect URI of ${uri.length} characters; allowed are ${REDIRECT_CHARACTERS}.`,
    );
  }
  if (href === uri || href === `${uri}/`) return;
  throw new Error(
    `${place} has the redirect URI '${uri}', which hosts send as '${href}', and the server compares texts. Give it as it is sent.`,
  );
}

function isAllowed({ protocol, hostname }: URL, uri: string): boolean {
  if (protocol === 'https:') return hostname !== '';
  if (protocol === 'http:') return LOOPBACK.includes(hostname);
  return PRIVATE_SCHEME.test(protocol) && !TAKEN_SCHEMES.has(protocol) && uri.length > `${protocol}//`.length;
}
