import { join } from 'node:path';
import { startProgram, type ListeningProgram } from './listening-program';

export type ServerProcess = ListeningProgram;

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
export function startServer({ directory, environment, onLine }: ServerOptions): Promise<ServerProcess> {
  return startProgram({ name: 'The server', file: join(directory, 'node.mjs'), environment, onLine });
}
