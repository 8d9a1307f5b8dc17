import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DeskError, oneLine } from '../desk-error';
import { endWithThisProcess, stopChild } from './child';

const START_LIMIT_MS = 30_000;
/** Lines of its errors that are kept for the message when it does not start. */
const KEPT_LINES = 20;

/** A program of Node that serves a port. */
export interface ListeningProgram {
  readonly port: number;
  /** Resolves when the process is gone, with how it ended in a few words. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** How messages call it: `The server`. */
  readonly name: string;
  /** The program, absolute. */
  readonly file: string;
  /** The whole environment: nothing of this process's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Talks with it through the IPC channel, besides the port that it tells. */
  readonly converse?: (child: ChildProcess) => void;
}

/**
 * Starts a program and waits until it listens.
 *
 * @throws {DeskError} with its own last words when it ends before.
 */
export async function startProgram(options: ProgramOptions): Promise<ListeningProgram> {
  const { name, file, environment, onLine, converse } = options;
  const child = spawn(process.execPath, [file], {
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
  converse?.(child);
  try {
    const port = await Promise.race([
      portOf(child, name),
      ended.then((how) => {
        throw new DeskError(
          `${name} did not start (${how}): ${oneLine(lastWords.join('\n')) || 'it said nothing.'}`,
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

/** The program tells the port it took through the IPC channel. */
function portOf(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new DeskError(`${name} did not listen within ${START_LIMIT_MS / 1_000} seconds.`)),
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
