import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LOOPBACK } from '../endpoint/loopback';
import { endWithThisProcess, hasEnded, stopChild } from '../server/child';
import type { Engine } from './engine';
import { findInstalled } from './installed-package';

const PROBE_MS = 10;
const MOST_PROBES = 500;
const MOST_ATTEMPTS = 3;

/** One static binary per platform; it starts in some 20 ms. */
export async function startDynoxide(): Promise<Engine | undefined> {
  const installed = findInstalled(`@dynoxide/${process.platform}-${process.arch}`);
  if (installed === undefined) return undefined;
  const binary = join(installed.directory, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  // It takes port 0 and does not tell which it got, so another process may be quicker on a port found free.
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const engine = await startOn(binary, await freePort(), `dynoxide ${installed.version}`);
    if (engine) return engine;
  }
  throw new Error('dynoxide ended before it listened');
}

async function startOn(binary: string, port: number, name: string): Promise<Engine | undefined> {
  const child = spawn(binary, ['serve', '--host', LOOPBACK, '--port', String(port)], {
    env: {},
    stdio: 'ignore',
    // In a group of its own: Ctrl-C is for the desk, which stops the server before its tables.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // What it serves keeps the process alive, not the engine itself.
  child.unref();
  const failed = new Promise<false>((resolve) => child.once('error', () => resolve(false)));
  endWithThisProcess(child);
  for (let probe = 0; probe < MOST_PROBES && !hasEnded(child); probe += 1) {
    if (await Promise.race([answers(port), failed])) {
      return {
        name,
        url: `http://${LOOPBACK}:${port}`,
        lacks: [],
        timeToLive: true,
        stop: () => stopChild(child),
      };
    }
    await wait(PROBE_MS);
  }
  await stopChild(child);
  return undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
