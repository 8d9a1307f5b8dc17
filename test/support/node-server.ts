import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toEnvironment, type Settings } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { endWithThisProcess } from '../../local/server/child';
import { OPEN_SETTINGS } from './settings';
import { startState } from './state-engine';

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

/** With a DynamoDB engine of its own behind it. */
export async function startNodeServer(
  tools: string,
  settings: Partial<Settings> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<NodeServer> {
  const { directory } = bundleTools(tools);
  const state = await startState();
  const child = spawn(process.execPath, [join(directory, 'node.mjs')], {
    env: {
      ...toEnvironment({ ...OPEN_SETTINGS, ...state.settings, ...settings }),
      ...state.environment,
      ...environment,
      PORT: '0',
      HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  endWithThisProcess(child);
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
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await state.stop();
      return child.exitCode;
    },
  };
}
