/** The only reader of time. Everything that waits or compares ages is handed one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `wake` once after `milliseconds`; the returned function calls it off. */
  after(milliseconds: number, wake: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, wake) {
    const timer = setTimeout(wake, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A moment as `2026-11-20T12:00:00.000Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The same in whole seconds, for people and models: `2026-11-20T12:00:00Z`. */
export function isoSeconds(milliseconds: number): string {
  return `${isoTime(milliseconds).slice(0, 19)}Z`;
}
