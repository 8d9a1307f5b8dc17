import { hkdfSync } from 'node:crypto';
import type { SecretValue } from '../secret-value';
import type { RootKey, RootKeys } from './root-keys';

/** The keys of one epoch, for one issuer. */
export interface Epoch {
  readonly kid: string;
  /** Derived (HKDF, RFC 5869): what is made with one of another purpose or issuer is as good as forged. */
  keyFor(purpose: string): Buffer;
}

export interface KeyRing {
  /** What new values are made with. */
  current(): Promise<Epoch>;
  /** Nothing when no accepted epoch has the name. */
  find(kid: string): Promise<Epoch | undefined>;
  /** Whether one of all accepted epochs passes. */
  some(test: (epoch: Epoch) => boolean): Promise<boolean>;
}

/** Another instance may know a newer epoch already: what is not found is looked for once more in the secret itself. */
export function createKeyRing(secret: SecretValue<RootKeys>, issuer: string): KeyRing {
  // Deriving costs more than using: each key is derived once.
  const epochs = new WeakMap<RootKey, Epoch>();

  function epochOf(root: RootKey): Epoch {
    let epoch = epochs.get(root);
    if (!epoch) epochs.set(root, (epoch = createEpoch(root, issuer)));
    return epoch;
  }

  return {
    current: async () => epochOf((await secret.get()).current),
    async find(kid) {
      const root = (await secret.get()).byKid.get(kid) ?? (await secret.refresh()).byKid.get(kid);
      return root && epochOf(root);
    },
    async some(test) {
      const passes = ({ byKid }: RootKeys): boolean =>
        [...byKid.values()].some((root) => test(epochOf(root)));
      return passes(await secret.get()) || passes(await secret.refresh());
    },
  };
}

function createEpoch({ kid, key }: RootKey, issuer: string): Epoch {
  const derived = new Map<string, Buffer>();
  return {
    kid,
    keyFor(purpose) {
      let made = derived.get(purpose);
      if (!made) {
        made = Buffer.from(hkdfSync('sha256', key, issuer, `cdk-mcp-service ${purpose}`, 32));
        derived.set(purpose, made);
      }
      return made;
    },
  };
}
