import { z } from 'zod';
import { parseFields } from '../fields';

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

const KEY_CHARACTERS = 32;

const rootKey = z.object({
  // Short: it is part of client ids, which some hosts take with 255 characters at most.
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,12}$/),
  key: z.string().min(KEY_CHARACTERS),
});
const document = rootKey.extend({ previous: z.array(rootKey).default([]) });

/**
 * Reads `{"kid","key","previous":[{"kid","key"}]}`; `previous` may be absent.
 *
 * @throws when it is anything else. The message repeats nothing of it.
 */
export function parseRootKeys(text: string): RootKeys {
  const { data } = document.safeParse(parseFields(text));
  if (!data) throw malformed();
  const { previous, ...current } = data;
  const all: readonly RootKey[] = [current, ...previous];
  const byKid = new Map(all.map((root) => [root.kid, root]));
  if (byKid.size !== all.length) throw malformed();
  return { current, byKid };
}

function malformed(): Error {
  return new Error(
    `A secret of keys is not {"kid":"1","key":"<${KEY_CHARACTERS} characters or more>","previous":[…]} with different kids.`,
  );
}
