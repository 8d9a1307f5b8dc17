import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

export type EngineName = 'dynoxide' | 'dynalite';

export interface Engine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const DYNOXIDE = join(__dirname, '../../../node_modules/@dynoxide/linux-x64/dynoxide');
const DYNALITE = join(dirname(require.resolve('dynalite')), 'cli.js');

/** Optional: it is built for some platforms only. */
export const hasDynoxide = existsSync(DYNOXIDE);

export async function startEngine(name: EngineName): Promise<Engine> {
  const port = String(await freePort());
  const child =
    name === 'dynoxide'
      ? spawn(DYNOXIDE, ['serve', '--host', '127.0.0.1', '--port', port], { stdio: 'ignore' })
      : spawn(process.execPath, [DYNALITE, '--host', '127.0.0.1', '--port', port, '--createTableMs', '0'], {
          stdio: 'ignore',
        });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => stopChild(child);
  await untilReady(endpoint, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { endpoint, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

async function untilReady(endpoint: string, child: ChildProcess): Promise<void> {
  const client = new DynamoDBClient({ endpoint, maxAttempts: 1 });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The engine ended with ${child.exitCode}.`);
    const listed = await client.send(new ListTablesCommand()).then(
      () => true,
      () => false,
    );
    if (listed) return client.destroy();
    await wait(50);
  }
  throw new Error('The engine does not answer.');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
