import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { toEnvironment } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { readAnswer } from '../support/in-process';
import { OPEN_SETTINGS } from '../support/settings';

/** The tool's 1.5 s and 5 s to write. */
export const DEADLINE_MS = 6_500;

export interface LedgerServer {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

interface Start {
  readonly table: string;
  /** Where the engine is, and how to sign. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds that a call waits for its claim. @default 80 */
  readonly claimMs?: number;
}

/** The middleware alone, or the whole Node entry: `--entry`. */
export const ENTRY = process.argv.includes('--entry');

function command(): readonly string[] {
  if (!ENTRY) return ['--import', 'tsx', join(__dirname, 'ledger-server.ts')];
  return [join(bundleTools('test/fixtures/ledger.ts').directory, 'node.mjs')];
}

/** A server in a process of its own. */
export async function startLedger({ table, environment, claimMs }: Start): Promise<LedgerServer> {
  const child = spawn(process.execPath, command(), {
    env: {
      PATH: process.env.PATH,
      ...toEnvironment({ ...OPEN_SETTINGS, idempotencyTable: table }),
      ...environment,
      ...(claimMs !== undefined && { LEDGER_CLAIM_MS: String(claimMs) }),
      PORT: '0',
      HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ended with code ${String(code)}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  const { listening }: { listening: number } = message;
  return {
    url: `http://127.0.0.1:${listening}/mcp`,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** What a call was answered: `result`, `replay` or a code, and the first text. */
export interface Told {
  readonly answer: string;
  readonly text: string;
}

interface Reply {
  readonly content: readonly { readonly text: string }[];
  readonly _meta?: Readonly<Record<string, { readonly code?: string }>>;
}

export async function callTool(
  { url }: Pick<LedgerServer, 'url'>,
  name: string,
  args: object,
  signal?: AbortSignal,
): Promise<Told> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
    signal,
  });
  const { result, error } = await readAnswer(response);
  if (!result) throw new Error(`no result: ${JSON.stringify(error)}`);
  const { content, _meta = {} } = result as object as Reply;
  const replayed = 'cdk-mcp-service/replay' in _meta;
  const answer = _meta['cdk-mcp-service/error']?.code ?? (replayed ? 'replay' : 'result');
  return { answer, text: content[0]?.text ?? '' };
}

const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
let files = 0;

/** A fresh file to append to. */
export function newLedger(): string {
  files += 1;
  return join(folder, `ledger-${files}`);
}

/** Lines appended: runs of the handler. */
export function runsIn(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Resolves when the handler has done its work. */
export async function untilRun(file: string): Promise<void> {
  for (let probe = 0; probe < 1_000 && runsIn(file) === 0; probe += 1) await wait(5);
  expectThat(runsIn(file) === 1, 'the handler did not run');
}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
