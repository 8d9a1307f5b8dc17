import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** An editor writes a file in several steps, and a formatter after it. */
const SETTLE_MS = 50;
const SOURCE = /\.([cm]?[jt]sx?|json)$/;

/**
 * Calls back after source files changed, once for changes close together and never while a call runs.
 * Folders are watched, not files: editors replace files, and a file that is missing has to appear.
 */
export class SourceWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private settling: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private changedMeanwhile = false;
  private closed = false;

  constructor(private readonly onChange: () => Promise<void>) {}

  /** Watches the folders of these files from now on, and no others. */
  follow(files: readonly string[]): void {
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of folders) {
      if (!this.watchers.has(folder) && !this.closed) this.watchers.set(folder, this.watchFolder(folder));
    }
  }

  /** Waits for a call that runs. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.settling);
    this.watchers.forEach((watcher) => watcher.close());
    await this.running;
  }

  private watchFolder(folder: string): FSWatcher {
    const watcher = watch(folder, (_event, file) => {
      if (file === null || SOURCE.test(file)) this.changed();
    });
    // The folder was removed: the next bundle tells what is missing.
    watcher.on('error', () => this.watchers.delete(folder));
    return watcher;
  }

  private changed(): void {
    if (this.closed) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.call(), SETTLE_MS);
  }

  private call(): void {
    if (this.running) {
      this.changedMeanwhile = true;
      return;
    }
    this.running = this.onChange().finally(() => {
      this.running = undefined;
      if (!this.changedMeanwhile) return;
      this.changedMeanwhile = false;
      this.changed();
    });
  }
}
