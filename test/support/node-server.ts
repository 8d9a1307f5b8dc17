import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toEnvironment, type Settings } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { OPEN_SETTINGS } from './settings';

export type LogLine = Readonly<Record<string, unknown>>;

/** The Node entry of a bundled tools module, in a process of its own. */
export interface NodeServer {
  readonly url: string;
  readonly origin: string;
  readonly process: ChildProcess;
  /** Lines so far, parsed. */
  readonly lines: LogLine[];
  /** Waits for a line that fits. */
  line(accept: (line: LogLine) => boolean): Promise<LogLine>;
  stop(): Promise<number | null>;
}

export async function startNodeServer(tools: string, settings: Partial<Settings> = {}): Promise<NodeServer> {
  const { directory } = bundleTools(tools);
  const child = spawn(process.execPath, [join(directory, 'node.mjs')], {
    env: { ...toEnvironment({ ...OPEN_SETTINGS, ...settings }), PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const lines: LogLine[] = [];
  const readers = new Set<() => void>();
  if (!child.stdout) throw new Error('no stdout');
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text));
    readers.forEach((read) => read());
  });
  const [{ listening }]: [{ listening: number }] = await Promise.race([
    once(child, 'message').then(([message]) => [message] as [{ listening: number }]),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`the server ended with code ${String(code)}`)),
    ),
  ]);
  const origin = `http://127.0.0.1:${listening}`;
  return {
    url: `${origin}/mcp`,
    origin,
    process: child,
    lines,
    line: (accept) =>
      new Promise((resolve) => {
        const read = (): void => {
          const found = lines.find(accept);
          if (!found) return;
          readers.delete(read);
          resolve(found);
        };
        readers.add(read);
        read();
      }),
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code]: [number | null] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}
