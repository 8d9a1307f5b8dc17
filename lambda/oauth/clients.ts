import type { HostSettings } from '../contract';
import { cleanText } from '../sanitize/clean-text';
import type { ReadClientDocument } from './client-documents';
import { KNOWN_HOSTS } from './known-hosts';
import { isSameRedirect, loopbackWithoutPort } from './redirect-uris';
import type { RegistrationIds } from './registration-ids';

/** An MCP host that a person can be sent back to. */
export interface Client {
  readonly id: string;
  /** Fit to be shown: 40 characters at most, of one line. */
  readonly name: string;
  /** Who says that it is called so: the operator, the site of its id, or nobody but itself. */
  readonly namedBy: 'operator' | 'site' | 'itself';
  allows(redirectUri: string): boolean;
}

/** `unknown`: there is no such client. `unavailable`: it cannot be known right now. The reason is for the log. */
export type FoundClient =
  | { readonly kind: 'client'; readonly client: Client }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface Clients {
  find(clientId: string): Promise<FoundClient>;
  /** Whether an id is still let in. Nothing is fetched for it: what the host may do was judged at its login. */
  knows(clientId: string): Promise<boolean>;
  /** Whether hosts that register may name a redirect URI. */
  mayRegister(redirectUri: string): boolean;
}

interface ClientsOptions {
  readonly hosts: readonly HostSettings[];
  readonly registrations: RegistrationIds;
  readonly readDocument: ReadClientDocument;
}

const NAME_CHARACTERS = 40;

/** Three kinds of ids: configured by the operator, the URL of a metadata document, or handed out at registration. */
export function createClients({ hosts, registrations, readDocument }: ClientsOptions): Clients {
  const configured = new Map(
    hosts.flatMap((host) =>
      host.clientId !== undefined && !isDocumentUrl(host.clientId) ? [[host.clientId, host]] : [],
    ),
  );
  const documentIds = new Set(hosts.flatMap(({ clientId }) => clientId ?? []).filter(isDocumentUrl));
  const redirectUris = new Set(
    hosts.flatMap((host) => (host.clientId === undefined ? (host.redirectUris ?? []) : [])),
  );

  function mayRegister(uri: string): boolean {
    if (loopbackWithoutPort(uri) !== undefined || redirectUris.has(uri)) return true;
    return KNOWN_HOSTS.some((host) => matches(host.redirectUris, uri));
  }

  function isKnownDocument(id: string): boolean {
    return documentIds.has(id) || KNOWN_HOSTS.some(({ clientIds }) => matches(clientIds, id));
  }

  return {
    mayRegister,
    async knows(id) {
      if (configured.has(id)) return true;
      return isDocumentUrl(id) ? isKnownDocument(id) : (await registrations.read(id)) !== undefined;
    },
    async find(id) {
      const host = configured.get(id);
      if (host) {
        const allowed = host.redirectUris ?? [];
        return found({
          id,
          name: presentable(host.name),
          namedBy: 'operator',
          allows: (uri) => allowed.some((registered) => isSameRedirect(registered, uri)),
        });
      }
      if (isDocumentUrl(id)) {
        if (!isKnownDocument(id)) {
          return { kind: 'unknown', reason: `no host with the metadata document ${id} is known` };
        }
        try {
          const { name, redirectUris: allowed } = await readDocument(id);
          return found({
            id,
            name: presentable(name),
            namedBy: 'site',
            allows: (uri) => allowed.some((registered) => isSameRedirect(registered, uri)),
          });
        } catch (error) {
          return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
        }
      }
      const registration = await registrations.read(id);
      if (!registration) return { kind: 'unknown', reason: 'the client id was not made here' };
      return found({
        id,
        name: presentable(registration.name) || 'A program without a name',
        namedBy: 'itself',
        // The list may have been shortened since.
        allows: (uri) => registration.registered(uri) && mayRegister(uri),
      });
    },
  };
}

export function isDocumentUrl(id: string): boolean {
  return /^https:/i.test(id);
}

/** What the person is shown of a name: nothing that hides, turns or breaks the line. */
export function presentable(name: string): string {
  const line = cleanText(name)
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(line).slice(0, NAME_CHARACTERS).join('');
}

function matches(allowed: readonly (string | RegExp)[], text: string): boolean {
  return allowed.some((entry) => (typeof entry === 'string' ? entry === text : entry.test(text)));
}

function found(client: Client): FoundClient {
  return { kind: 'client', client };
}
