import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock';
import type { RootKeys } from './root-keys';
import { createDerive } from './sealer';
import type { SecretValue } from './secret-value';

/** How long a person may take from the first page to the end of the login. */
export const TRANSACTION_SECONDS = 600;

/**
 * The name of one login: the `state` that Cognito brings back, and part of the name of its cookies. It begins with
 * when it was made, and carries a signature, so that a state of somebody else's is told from one whose cookie is gone.
 */
export interface Handles {
  create(): Promise<string>;
  /** Whether it is one of ours, and whether its time is over. */
  read(text: string): Promise<'foreign' | 'expired' | 'current'>;
}

const TIME_BYTES = 4;
const RANDOM_BYTES = 16;
const SIGNATURE_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{48}$/;

export function createHandles(keys: SecretValue<RootKeys>, issuer: string, clock: Clock): Handles {
  const derive = createDerive(issuer);
  const seconds = () => Math.floor(clock.now() / 1_000);

  return {
    async create() {
      const { current } = await keys.get();
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUInt32BE(seconds());
      const named = Buffer.concat([time, randomBytes(RANDOM_BYTES)]);
      return Buffer.concat([named, sign(derive(current, 'handle'), named)]).toString('base64url');
    },
    async read(text) {
      if (!TEXT.test(text)) return 'foreign';
      const bytes = Buffer.from(text, 'base64url');
      const named = bytes.subarray(0, -SIGNATURE_BYTES);
      const signature = bytes.subarray(-SIGNATURE_BYTES);
      const isSigned = ({ byKid }: RootKeys): boolean =>
        [...byKid.values()].some((root) => timingSafeEqual(sign(derive(root, 'handle'), named), signature));
      // Another instance may know a newer key already.
      if (!isSigned(await keys.get()) && !isSigned(await keys.refresh())) return 'foreign';
      return seconds() - named.readUInt32BE() > TRANSACTION_SECONDS ? 'expired' : 'current';
    },
  };
}

function sign(key: Buffer, named: Buffer): Buffer {
  return createHmac('sha256', key).update(named).digest().subarray(0, SIGNATURE_BYTES);
}
