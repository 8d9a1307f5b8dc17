/**
 * Tells many requests that their call has ended, with one listener on its signal: Node warns of a leak at the
 * eleventh, and a handler may well ask for twelve things side by side.
 */
export class Lifetime {
  private readonly listeners = new Set<(reason: unknown) => void>();

  constructor(readonly signal: AbortSignal) {
    const tell = (): void => {
      for (const listener of this.listeners) listener(signal.reason);
      this.listeners.clear();
    };
    signal.addEventListener('abort', tell, { once: true });
  }

  /** Calls `listener` once, at the end. The returned function calls it off. */
  onEnd(listener: (reason: unknown) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
