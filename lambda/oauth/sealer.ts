import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { RootKey, RootKeys } from './root-keys';
import type { SecretValue } from './secret-value';

/** What a sealed value is for: one that was sealed for another purpose does not open. */
export type SealPurpose =
  'consent' | 'login' | 'code' | 'refresh' | 'access' | 'approver' | 'approverLogin' | 'approvalForm';

/** Hands values to strangers who can neither read nor change them. */
export interface Sealer {
  /** Text of letters, digits, `-`, `_` and one dot. */
  seal(purpose: SealPurpose, value: object): Promise<string>;
  /** Nothing when it was not sealed here, for this purpose, with a key that is still accepted. */
  open(purpose: SealPurpose, text: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer texts in front of the dot are no key ids. */
const KID_CHARACTERS = 12;

/**
 * Seals with AES-256-GCM under keys that are derived (HKDF, RFC 5869) for one purpose and one issuer: a value of
 * another deployment, or of another purpose, fails like a forged one.
 */
export function createSealer(keys: SecretValue<RootKeys>, issuer: string): Sealer {
  const derive = createDerive(issuer);

  async function rootOf(kid: string): Promise<RootKey | undefined> {
    return (await keys.get()).byKid.get(kid) ?? (await keys.refresh()).byKid.get(kid);
  }

  return {
    async seal(purpose, value) {
      const { current } = await keys.get();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, derive(current, purpose), iv);
      const sealed = [iv, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${current.kid}.${Buffer.concat(sealed).toString('base64url')}`;
    },
    async open(purpose, text) {
      const dot = text.indexOf('.');
      const root = dot > 0 && dot <= KID_CHARACTERS ? await rootOf(text.slice(0, dot)) : undefined;
      return root && decrypt(derive(root, purpose), Buffer.from(text.slice(dot + 1), 'base64url'));
    },
  };
}

/** Derived once: it costs more than sealing. */
export function createDerive(issuer: string): (root: RootKey, purpose: string) => Buffer {
  const derived = new WeakMap<RootKey, Map<string, Buffer>>();
  return function derive(root, purpose) {
    let purposes = derived.get(root);
    if (!purposes) derived.set(root, (purposes = new Map()));
    let key = purposes.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', root.key, issuer, `cdk-mcp-service ${purpose}`, 32));
      purposes.set(purpose, key);
    }
    return key;
  };
}

function decrypt(key: Buffer, bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
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
