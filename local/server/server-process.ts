import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DeskError, oneLine } from '../desk-error';
import { endWithThisProcess, stopChild } from './child';

const START_LIMIT_MS = 30_000;
/** Lines of its errors that are kept for the message when it does not start. */
const KEPT_LINES = 20;

export interface ServerProcess {
  readonly port: number;
  /** Resolves when the process is gone, with how it ended in a few words. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Holds `node.mjs`. */
  readonly directory: string;
  /** The whole environment: nothing of this process's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/**
 * Starts a server and waits until it listens.
 *
 * @throws {DeskError} with its own last words when it ends before.
 */
export async function startServer({ directory, environment, onLine }: ServerOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(directory, 'node.mjs')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In a group of its own: on Ctrl-C the desk decides what ends when.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  endWithThisProcess(child);
  const lastWords: string[] = [];
  let listening = false;
  readLines(child.stdout, onLine);
  readLines(child.stderr, (line) => {
    lastWords.push(line);
    if (lastWords.length > KEPT_LINES) lastWords.shift();
    if (listening) onLine(line);
  });
  const ended = endOf(child);
  try {
    const port = await Promise.race([
      portOf(child),
      ended.then((how) => {
        throw new DeskError(
          `The server did not start (${how}): ${oneLine(lastWords.join('\n')) || 'it said nothing.'}`,
        );
      }),
    ]);
    listening = true;
    return { port, ended, stop: () => stopChild(child) };
  } catch (error) {
    await stopChild(child);
    throw error;
  }
}

function readLines(input: Readable | null, onLine: (line: string) => void): void {
  if (input) createInterface({ input }).on('line', onLine);
}

/** The Node entry tells the port it took through the IPC channel. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new DeskError(`The server did not listen within ${START_LIMIT_MS / 1_000} seconds.`)),
      START_LIMIT_MS,
    );
    child.once('close', () => clearTimeout(limit));
    child.on('message', (message) => {
      if (typeof message !== 'object' || !('listening' in message)) return;
      if (typeof message.listening !== 'number') return;
      clearTimeout(limit);
      resolve(message.listening);
    });
  });
}

/** After 'close' everything it wrote has been read. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
