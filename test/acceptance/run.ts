/**
 * `npm run test:acceptance`: starts `npm start` as a newcomer would and calls `search_tickets` from three real
 * clients. Needs the Inspector: `npm ci --prefix test/acceptance`.
 */
import { join } from 'node:path';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Checks } from '../support/checks';
import {
  descendants,
  freePort,
  interruptGroup,
  processes,
  run,
  startGroup,
  succeed,
  until,
} from '../support/processes';

const LIMIT_MS = 30_000;
const INSPECTOR = join(__dirname, 'node_modules/.bin/mcp-inspector');
const CALL = { name: 'search_tickets', arguments: { query: 'tent', limit: 3 } };
const INFO = { name: 'acceptance', version: '1' };

/** The subjects of the tickets in a reply; an error when there are none. */
function subjects(result: unknown): string {
  const { structuredContent } = result as {
    structuredContent?: { tickets?: { id: string; subject: string }[] };
  };
  const tickets = structuredContent?.tickets ?? [];
  if (tickets.length === 0) throw new Error(`no tickets in ${JSON.stringify(result)}`);
  return tickets.map(({ id, subject }) => `${id} ${subject}`).join('; ');
}

async function main(): Promise<void> {
  const checks = new Checks();
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  const startedAt = Date.now();
  const desk = startGroup('npm', ['start'], { env: { ...process.env, PORT: String(port) } });
  let printed = '';
  desk.stdout?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  desk.stderr?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const seconds = (): string => `${((Date.now() - startedAt) / 1_000).toFixed(1)} s after the command`;

  await checks.run('SDK v1 gets tickets', async () => {
    const client = await until(
      async () => {
        const connecting = new ClientV1(INFO);
        await connecting.connect(new TransportV1(url));
        return connecting;
      },
      desk,
      LIMIT_MS,
    );
    const found = subjects(await client.callTool(CALL));
    await client.close();
    return `${found} (${seconds()})`;
  });
  await checks.run('SDK v2 gets tickets in the 2026-07-28 era', async () => {
    const client = new ClientV2(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new TransportV2(url));
    const found = subjects(await client.callTool(CALL));
    await client.close();
    return `${found} (${seconds()})`;
  });
  await checks.run('the Inspector gets tickets', async () => {
    const args = [
      '--cli',
      url.href,
      '--transport',
      'http',
      '--method',
      'tools/call',
      '--tool-name',
      CALL.name,
    ];
    const found = await succeed(INSPECTOR, [...args, '--tool-arg', 'query=tent', '--tool-arg', 'limit=3']);
    return `${subjects(JSON.parse(found))} (${seconds()})`;
  });
  await checks.run('all of it within 30 s', async () => {
    if (Date.now() - startedAt > LIMIT_MS) throw new Error(seconds());
    return seconds();
  });
  await checks.run('a second start on the same port says so in one line', async () => {
    const { code, stdout, stderr } = await run('npm', ['start', '--silent'], {
      env: { ...process.env, PORT: String(port) },
    });
    const lines = stderr.trim().split('\n');
    if (code !== 1 || lines.length !== 1 || !lines[0]?.includes(String(port)))
      throw new Error(`code ${code}: ${stdout}${stderr}`);
    return lines[0];
  });
  await checks.run('Ctrl-C ends everything', async () => {
    const started = await descendants(desk.pid ?? 0);
    await interruptGroup(desk);
    const left = (await processes()).filter(({ pid }) => started.includes(pid));
    if (left.length > 0) throw new Error(`still running: ${left.map(({ command }) => command).join(', ')}`);
    return `${started.length} processes are gone`;
  });
  checks.finish();
  if (process.exitCode) console.log(`--- what npm start printed ---\n${printed}`);
}

void main();
