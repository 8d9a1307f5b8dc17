import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../support/processes';
import { NODE_22 } from './browser';

const CONFORMANCE = join(__dirname, 'node_modules/.bin/conformance');
const LIMIT_MS = 60_000;
/** Metadata and the code grant. */
const SCENARIOS = 2;

/**
 * The official suite for authorization servers: the second scenario logs in with what the first has read.
 *
 * @returns What it counted.
 * @throws when a scenario does not pass, or fewer ran than there are.
 */
export async function conform({
  url,
  clientId,
  openBrowser,
}: {
  url: URL;
  clientId: string;
  openBrowser: (link: URL) => Promise<unknown>;
}): Promise<string> {
  const port = await freePort();
  const child = spawn(
    NODE_22,
    [
      CONFORMANCE,
      'authorization',
      '--url',
      url.origin,
      '--client-id',
      clientId,
      '--resource',
      url.href,
      '--port',
      String(port),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS },
  );
  let said = '';
  let login: Promise<unknown> | undefined;
  const listen = (text: string): void => {
    said += text;
    const [link] = new RegExp(`${url.origin}/oauth/authorize\\?\\S+(?=\\s)`).exec(said) ?? [];
    if (link !== undefined) login ??= openBrowser(new URL(link));
  };
  child.stdout.setEncoding('utf8').on('data', listen);
  child.stderr.setEncoding('utf8').on('data', listen);
  await once(child, 'close');
  await login;
  if (child.exitCode !== 0) throw new Error(`exit code ${child.exitCode}: ${said.slice(-1_500)}`);
  const [, total] = /Total: (\d+ passed, 0 failed)/.exec(said) ?? [];
  const scenarios = said.match(/^✓ /gm)?.length ?? 0;
  if (login === undefined || total === undefined || scenarios !== SCENARIOS)
    throw new Error(said.slice(-1_500));
  return `${scenarios} scenarios, checks: ${total}`;
}
