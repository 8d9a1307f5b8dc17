import type { Clock } from '../clock';

/** Logins that one instance begins at once, and in a second after that: many times what people do. */
const BURST = 100;
const PER_SECOND = 20;

/**
 * Anybody may begin a login or register, so this bounds what a flood of them costs an instance. It takes turns from
 * one bucket; who is behind a request is not known yet.
 *
 * @returns Whether there is room for one more.
 */
export function createFloodGate(clock: Clock): () => boolean {
  let room = BURST;
  let at = clock.now();
  return function letThrough() {
    const now = clock.now();
    room = Math.min(BURST, room + ((now - at) / 1_000) * PER_SECOND);
    at = now;
    if (room < 1) return false;
    room -= 1;
    return true;
  };
}
