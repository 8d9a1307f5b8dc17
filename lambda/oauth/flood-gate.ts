import type { Clock } from '../clock';

/** Of what anybody may begin: how much at once, and how much in a second after that. */
export interface Flood {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Bounds what a flood costs one instance. It takes turns from one bucket; who is behind a request is not known yet.
 *
 * @returns Whether there is room for one more.
 */
export function createFloodGate(clock: Clock, { burst, perSecond }: Flood): () => boolean {
  let room = burst;
  let at = clock.now();
  return function letThrough() {
    const now = clock.now();
    room = Math.min(burst, room + ((now - at) / 1_000) * perSecond);
    at = now;
    if (room < 1) return false;
    room -= 1;
    return true;
  };
}
