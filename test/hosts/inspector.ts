import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/processes';
import { NODE_22 } from './browser';

const INSPECTOR = join(
  __dirname,
  'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);
const LIMIT_MS = 60_000;

/**
 * The Inspector's command line lists the tools and calls one, as two runs: the second finds the login of the first.
 *
 * @returns What the second run printed.
 */
export async function inspect(url: URL, openBrowser: (link: URL) => Promise<unknown>): Promise<string> {
  const run = await createInspector(url, openBrowser);
  const listed = await run('--method', 'tools/list');
  if (!listed.output.includes('"whoami"')) throw new Error(`no tools: ${listed.output.slice(0, 300)}`);
  if (!listed.loggedIn) throw new Error('nobody asked for a login');
  const called = await run('--method', 'tools/call', '--tool-name', 'whoami', '--protocol-era', 'modern');
  if (!called.output.includes('subject')) throw new Error(`no reply: ${called.output.slice(0, 300)}`);
  return `listed after a login; called in the modern era ${called.loggedIn ? 'after another' : 'with the same'} login`;
}

/** Runs of the Inspector's command line that share a login. */
export async function createInspector(url: URL, openBrowser: (link: URL) => Promise<unknown>) {
  const home = mkdtempSync(join(tmpdir(), 'inspector-'));
  const port = await freePort();
  return (...args: string[]) => runOnce({ url, home, port, args, openBrowser });
}

interface Run {
  readonly url: URL;
  readonly home: string;
  /** Of the callback. */
  readonly port: number;
  readonly args: readonly string[];
  readonly openBrowser: (link: URL) => Promise<unknown>;
}

async function runOnce({ url, home, port, args, openBrowser }: Run) {
  const child = spawn(
    NODE_22,
    [
      INSPECTOR,
      '--cli',
      url.href,
      '--transport',
      'http',
      '--callback-url',
      `http://127.0.0.1:${port}/oauth/callback`,
      '--format',
      'json',
      ...args,
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        // There is no terminal here, and the browser is ours.
        MCP_AUTO_OPEN_ENABLED: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'file',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    },
  );
  let output = '';
  let said = '';
  let login: Promise<unknown> | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const [, link] = /Please navigate to: (\S+)\n/.exec(said) ?? [];
    if (link !== undefined) login ??= openBrowser(new URL(link));
  });
  await once(child, 'close');
  await login;
  // Its code for a tool that answers with an error is another's than its own failures.
  if (child.exitCode !== 0 && !output.includes('"isError"'))
    throw new Error(`the Inspector ended with ${child.exitCode}: ${(output + said).slice(-500)}`);
  return { output, loggedIn: login !== undefined };
}
