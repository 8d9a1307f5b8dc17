/** A map that forgets what was not asked for longest when it is full. */
export class LeastRecentlyUsed<T> {
  private readonly entries = new Map<string, T>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.size;
  }

  getOrAdd(key: string, create: () => T): T {
    const found = this.entries.get(key);
    const entry = found ?? create();
    if (found !== undefined) this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.most) {
      const { value: oldest } = this.entries.keys().next();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return entry;
  }
}
