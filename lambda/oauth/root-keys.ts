/** One epoch of the server's keys. */
export interface RootKey {
  readonly kid: string;
  /** At least 32 characters that nobody can guess. */
  readonly key: string;
}

/** What the secret holds: new values are made with `current`, those of all epochs are accepted. */
export interface RootKeys {
  readonly current: RootKey;
  readonly byKid: ReadonlyMap<string, RootKey>;
}

/** Short: it is part of client ids, which some hosts take with 255 characters at most. */
const KID = /^[A-Za-z0-9_-]{1,12}$/;
const KEY_CHARACTERS = 32;

/**
 * Reads `{"kid","key","previous":[{"kid","key"}]}`; `previous` may be absent.
 *
 * @throws when it is anything else. The message repeats nothing of it.
 */
export function parseRootKeys(text: string): RootKeys {
  const document: unknown = parseJson(text);
  if (!isRootKey(document)) throw malformed();
  const { kid, key } = document;
  const previous = 'previous' in document ? document.previous : [];
  if (!Array.isArray(previous) || !previous.every(isRootKey)) throw malformed();
  const current: RootKey = { kid, key };
  const all = [current, ...previous];
  const byKid = new Map(all.map((root) => [root.kid, root]));
  if (byKid.size !== all.length) throw malformed();
  return { current, byKid };
}

function isRootKey(value: unknown): value is RootKey {
  if (typeof value !== 'object' || value === null || !('kid' in value) || !('key' in value)) return false;
  const { kid, key } = value;
  return typeof kid === 'string' && KID.test(kid) && typeof key === 'string' && key.length >= KEY_CHARACTERS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function malformed(): Error {
  return new Error(
    `A secret of keys is not {"kid":"1","key":"<${KEY_CHARACTERS} characters or more>","previous":[…]} with different kids.`,
  );
}
