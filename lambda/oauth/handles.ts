import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { KeyRing } from './key-ring';
import { SIGNATURE_BYTES, isSame, sign } from './signature';

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

const PURPOSE = 'handle';
const TIME_BYTES = 4;
const RANDOM_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{48}$/;

export function createHandles(keys: KeyRing, clock: Clock): Handles {
  const seconds = () => Math.floor(clock.now() / 1_000);

  return {
    async create() {
      const epoch = await keys.current();
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUInt32BE(seconds());
      const named = Buffer.concat([time, randomBytes(RANDOM_BYTES)]);
      return Buffer.concat([named, sign(epoch.keyFor(PURPOSE), named)]).toString('base64url');
    },
    async read(text) {
      if (!TEXT.test(text)) return 'foreign';
      const bytes = Buffer.from(text, 'base64url');
      const named = bytes.subarray(0, -SIGNATURE_BYTES);
      const signature = bytes.subarray(-SIGNATURE_BYTES);
      if (!(await keys.some((epoch) => isSame(sign(epoch.keyFor(PURPOSE), named), signature))))
        return 'foreign';
      return seconds() - named.readUInt32BE() > TRANSACTION_SECONDS ? 'expired' : 'current';
    },
  };
}
