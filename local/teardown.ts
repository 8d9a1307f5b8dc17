type Release = () => Promise<void> | void;

/** Gives back what was taken, last taken first. */
export class Teardown {
  private readonly releases: Release[] = [];
  private running: Promise<void> | undefined;

  /** Whatever is taken after the teardown began is given back at once. */
  add(release: Release): void {
    if (this.running) this.running = this.running.then(release);
    else this.releases.push(release);
  }

  /** Can be called more than once; one release that fails does not keep the others. */
  run(): Promise<void> {
    this.running ??= this.releaseAll();
    return this.running;
  }

  private async releaseAll(): Promise<void> {
    for (const release of this.releases.toReversed()) {
      try {
        await release();
      } catch {
        // It is going away anyway, and what comes after it must go too.
      }
    }
  }
}
