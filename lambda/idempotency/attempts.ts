import type { Clock } from '../clock';
import { withDeadline } from '../deadline';

export interface Patience {
  /** How often in all. */
  readonly attempts: number;
  /** Milliseconds that one attempt may take. */
  readonly attemptMs: number;
  /** Milliseconds before the second attempt; each further pause is twice as long. */
  readonly pauseMs: number;
}

/**
 * Tries until an attempt answers. Only for what may be done twice.
 *
 * @throws the last attempt's error.
 */
export async function persist<T>(clock: Clock, patience: Patience, attempt: () => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await withDeadline(clock, patience.attemptMs, attempt);
    } catch (error) {
      if (number >= patience.attempts) throw error;
      await pause(clock, patience.pauseMs * 2 ** (number - 1));
    }
  }
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}
