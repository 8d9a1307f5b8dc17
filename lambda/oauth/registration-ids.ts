import { randomBytes } from 'node:crypto';
import type { Epoch, KeyRing } from './key-ring';
import { loopbackWithoutPort } from './redirect-uris';
import { SIGNATURE_BYTES, isSame, sign } from './signature';

/** What a host registered. The id says it all: nothing is stored. */
export interface Registration {
  /** As the host calls itself: nobody has checked it. Empty when it gave none. */
  readonly name: string;
  registered(redirectUri: string): boolean;
}

export interface RegistrationIds {
  /** At most 255 letters, digits, `.`, `_` and `-`: some hosts take no longer ids. */
  create(name: string, redirectUris: readonly string[]): Promise<string>;
  /** Nothing when it was not made here, or with keys that are retired. */
  read(id: string): Promise<Registration | undefined>;
}

export const MOST_REDIRECT_URIS = 10;
/** UTF-8; what is longer is cut. */
const NAME_BYTES = 40;
/** Keyed, so that nobody can look for two URIs with the same one. */
const HASH_BYTES = 12;
/** Two that register alike are two: one can be switched off without the other. */
const NONCE_BYTES = 4;
const ID = /^([A-Za-z0-9_-]{1,12})\.([A-Za-z0-9_-]{30,})$/;

export function createRegistrationIds(keys: KeyRing): RegistrationIds {
  return {
    async create(name, redirectUris) {
      const epoch = await keys.current();
      const hashes = redirectUris.map((uri) => hash(epoch, uri));
      const head = [randomBytes(NONCE_BYTES), Buffer.from([hashes.length])];
      const content = Buffer.concat([...head, ...hashes, cut(name)]);
      return `${epoch.kid}.${Buffer.concat([signatureOf(epoch, content), content]).toString('base64url')}`;
    },
    async read(id) {
      const [, kid, body = ''] = ID.exec(id) ?? [];
      const epoch = kid === undefined ? undefined : await keys.find(kid);
      if (epoch === undefined) return undefined;
      const bytes = Buffer.from(body, 'base64url');
      // Two texts can mean the same bytes: only the one that was handed out is the id.
      if (bytes.toString('base64url') !== body) return undefined;
      const content = bytes.subarray(SIGNATURE_BYTES);
      if (!isSame(signatureOf(epoch, content), bytes.subarray(0, SIGNATURE_BYTES))) return undefined;
      const start = NONCE_BYTES + 1;
      const end = start + (content[NONCE_BYTES] ?? 0) * HASH_BYTES;
      const hashes = content.subarray(start, end);
      return {
        name: content.subarray(end).toString('utf8'),
        registered: (redirectUri) => includes(hashes, hash(epoch, redirectUri)),
      };
    },
  };
}

function signatureOf(epoch: Epoch, content: Buffer): Buffer {
  return sign(epoch.keyFor('registration'), content);
}

function hash(epoch: Epoch, redirectUri: string): Buffer {
  const uri = loopbackWithoutPort(redirectUri) ?? redirectUri;
  return sign(epoch.keyFor('redirect'), Buffer.from(uri)).subarray(0, HASH_BYTES);
}

function includes(hashes: Buffer, wanted: Buffer): boolean {
  for (let at = 0; at < hashes.length; at += HASH_BYTES) {
    if (hashes.subarray(at, at + HASH_BYTES).equals(wanted)) return true;
  }
  return false;
}

/** At the end of a character. */
function cut(name: string): Buffer {
  let text = '';
  for (const character of name) {
    if (Buffer.byteLength(text + character) > NAME_BYTES) break;
    text += character;
  }
  return Buffer.from(text);
}
