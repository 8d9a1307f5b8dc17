import type { Clock } from '../clock';
import type { FetchPublic, PublicDocument } from './fetch-public';
import { isWebRedirect, loopbackWithoutPort } from './redirect-uris';

/** What is used of a client id metadata document. */
export interface ClientDocument {
  readonly name: string;
  /** Those that are web pages or the person's own machine; others are left out. */
  readonly redirectUris: readonly string[];
}

/** @throws when the document cannot be had or is not good; the message is for the log. */
export type ReadClientDocument = (clientId: string) => Promise<ClientDocument>;

const LEAST_MS = 300_000;
const MOST_MS = 86_400_000;
const MOST_DOCUMENTS = 100;

interface Kept {
  readonly document: ClientDocument;
  readonly freshUntil: number;
  /** While the site does not answer, what it said last stands for a day. */
  readonly goodUntil: number;
}

/**
 * Reads the document that a client id is the URL of
 * (draft-ietf-oauth-client-id-metadata-document). It is kept as long as its Cache-Control says, but at least 5
 * minutes and at most a day. What went wrong is not kept: the next login tries again.
 *
 * @param mayFetch - Whether there is room for one more request to a stranger's site.
 */
export function createReadClientDocument(
  fetchPublic: FetchPublic,
  clock: Clock,
  mayFetch: () => boolean,
): ReadClientDocument {
  const kept = new Map<string, Kept>();
  const fetching = new Map<string, Promise<ClientDocument>>();

  function keep(clientId: string, entry: Kept): void {
    // The last used is the last to go.
    kept.delete(clientId);
    kept.set(clientId, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST_DOCUMENTS && oldest !== undefined) kept.delete(oldest);
  }

  async function fetchDocument(clientId: string): Promise<ClientDocument> {
    if (!mayFetch()) throw new Error('too many metadata documents are asked for');
    const answer = await fetchPublic(clientId);
    const document = parse(clientId, answer);
    const now = clock.now();
    keep(clientId, { document, freshUntil: now + lifeMs(answer.cacheControl), goodUntil: now + MOST_MS });
    return document;
  }

  return async function readClientDocument(clientId) {
    const found = kept.get(clientId);
    if (found && clock.now() < found.freshUntil) {
      keep(clientId, found);
      return found.document;
    }
    let fetched = fetching.get(clientId);
    if (!fetched) {
      fetched = fetchDocument(clientId).finally(() => fetching.delete(clientId));
      fetching.set(clientId, fetched);
    }
    try {
      return await fetched;
    } catch (error) {
      if (found && clock.now() < found.goodUntil) return found.document;
      throw error;
    }
  };
}

function lifeMs(cacheControl: string): number {
  const [, seconds] = /\bmax-age=(\d{1,10})\b/i.exec(cacheControl) ?? [];
  return Math.min(MOST_MS, Math.max(LEAST_MS, Number(seconds ?? 0) * 1_000));
}

function parse(clientId: string, { text, contentType }: PublicDocument): ClientDocument {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(contentType)) throw bad(clientId, 'is not JSON');
  const document = parseJson(clientId, text);
  if (document.client_id !== clientId) throw bad(clientId, 'names another client_id');
  if (Object.keys(document).some((name) => name.startsWith('client_secret'))) {
    throw bad(clientId, 'holds a client secret');
  }
  if (!isPublicClient(document)) throw bad(clientId, 'does not allow the authentication method none');
  const { client_name: name, redirect_uris: redirectUris } = document;
  if (typeof name !== 'string' || name.trim() === '') throw bad(clientId, 'has no client_name');
  const uris = Array.isArray(redirectUris) ? redirectUris.filter((uri) => typeof uri === 'string') : [];
  const usable = uris.filter((uri) => isWebRedirect(uri) || loopbackWithoutPort(uri) !== undefined);
  if (usable.length === 0) throw bad(clientId, 'has no redirect_uris that can be used');
  return { name, redirectUris: usable };
}

/** A document cannot hold a secret, so a client that says nothing has none. */
function isPublicClient(document: Readonly<Record<string, unknown>>): boolean {
  const { token_endpoint_auth_method: method = 'none', token_endpoint_auth_methods_supported: methods } =
    document;
  return method === 'none' || (Array.isArray(methods) && methods.includes('none'));
}

function parseJson(clientId: string, text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw bad(clientId, 'is not JSON');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw bad(clientId, 'is not a JSON object');
  }
  return { ...document };
}

function bad(clientId: string, what: string): Error {
  return new Error(`The metadata document ${clientId} ${what}`);
}
