import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring';
import { SEALED_VALUES, type SealedValue, type SealPurpose } from './sealed-values';

/** Hands values to strangers who can neither read nor change them. */
export interface Sealer {
  /** Text of letters, digits, `-`, `_` and one dot. */
  seal<Purpose extends SealPurpose>(purpose: Purpose, value: SealedValue<Purpose>): Promise<string>;
  /** Nothing when it was not sealed here, for this purpose, with a key that is still accepted. */
  open<Purpose extends SealPurpose>(
    purpose: Purpose,
    text: string,
  ): Promise<SealedValue<Purpose> | undefined>;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer texts in front of the dot are no key ids. */
const KID_CHARACTERS = 12;

/** Seals with AES-256-GCM, under a key for one purpose and one issuer. */
export function createSealer(keys: KeyRing): Sealer {
  return {
    async seal(purpose, value) {
      const epoch = await keys.current();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, epoch.keyFor(purpose), iv);
      const sealed = [iv, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${epoch.kid}.${Buffer.concat(sealed).toString('base64url')}`;
    },
    async open(purpose, text) {
      const dot = text.indexOf('.');
      const epoch = dot > 0 && dot <= KID_CHARACTERS ? await keys.find(text.slice(0, dot)) : undefined;
      if (epoch === undefined) return undefined;
      const opened = decrypt(epoch.keyFor(purpose), Buffer.from(text.slice(dot + 1), 'base64url'));
      return SEALED_VALUES[purpose].safeParse(opened).data;
    },
  };
}

function decrypt(key: Buffer, bytes: Buffer): unknown {
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8');
    return JSON.parse(text + decipher.final('utf8'));
  } catch {
    return undefined;
  }
}
