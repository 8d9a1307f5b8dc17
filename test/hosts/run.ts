/**
 * `npm run test:hosts`: real hosts log in to the desk with `--auth`, a real browser in between: consent, login, list,
 * call. Needs `npm ci --prefix test/hosts`, which brings a browser, Inspector 2 and the Node that they want.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from '../support/checks';
import { freePort, interruptGroup, startGroup, until } from '../support/processes';
import { runWithBrowser, startBrowser } from './browser';
import { conform } from './conformance';
import { startDocumentSite } from './document-site';
import { inspect } from './inspector';
import { logInWith, type Identity } from './loopback-host';

const ROOT = join(__dirname, '..', '..');
const PICTURES = join(ROOT, 'cdk.out', 'hosts');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const START_MS = 60_000;
const ANA = 'ana@example.com';
const READER = 'reader@example.com';

/** What `whoami` says. */
function caller(reply: unknown): { agent: string; scopes: readonly string[] } {
  const [, text = '{}'] = /"text":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(reply)) ?? [];
  return JSON.parse(JSON.parse(text));
}

async function main(): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const site = await startDocumentSite();
  const port = await freePort();
  const url = new URL(`http://localhost:${port}/mcp`);
  const desk = startGroup(
    process.execPath,
    [
      TSX,
      'bin/cli.ts',
      'start',
      '--auth',
      '--port',
      String(port),
      '--app',
      `"${process.execPath}" "${TSX}" test/hosts/app.ts`,
    ],
    { cwd: ROOT, env: { ...process.env, CLIENT_DOCUMENT: site.url, CLIENT_DOCUMENT_CA: site.certificate } },
  );
  let printed = '';
  desk.stdout?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  desk.stderr?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const checks = new Checks();
  const browser = await startBrowser();
  const browsing = (user: string, picture?: string) => (link: URL) =>
    browser.follow({
      url: link.href,
      user,
      ...(picture !== undefined && { picture: join(PICTURES, picture) }),
    });

  await checks.run('the desk serves with a login', async () => {
    const answer = await until(
      async () => {
        const ready = await fetch(new URL('/health/live', url));
        if (!ready.ok) throw new Error(`${ready.status}: ${printed}`);
        return ready;
      },
      desk,
      START_MS,
    );
    return `${answer.status} at ${url.href}, ${browser.version}`;
  });

  const hosts: [sdk: 'v1' | 'v2', Identity][] = [
    ['v1', { kind: 'registration' }],
    ['v2', { kind: 'registration' }],
    ['v2', { kind: 'document', url: site.url }],
    ['v2', { kind: 'configured', id: 'configured-host' }],
  ];
  for (const [sdk, identity] of hosts) {
    await checks.run(`SDK ${sdk} by ${identity.kind}: login, list, call`, async () => {
      const session = await logInWith(sdk, url, identity, browsing(ANA, `${sdk}-${identity.kind}`));
      const { agent, scopes } = caller(await session.call('whoami'));
      await session.close();
      if (agent !== session.clientId)
        throw new Error(`called by ${agent}, and logged in as ${session.clientId}`);
      if (scopes.join(' ') !== 'destructive read write') throw new Error(`scopes: ${scopes.join(' ')}`);
      return `${session.tools.length} tools, as ${agent.slice(0, 60)}`;
    });
  }
  await checks.run('the document was fetched once', async () => {
    if (site.fetched() !== 1) throw new Error(`${site.fetched()} times`);
    return 'its cache header holds';
  });
  await checks.run('somebody in no group asks for every scope, and gets what the groups allow', async () => {
    const session = await logInWith('v2', url, { kind: 'registration' }, browsing(READER));
    const { scopes } = caller(await session.call('whoami'));
    const refused = JSON.stringify(await session.call('leak_password'));
    await session.close();
    if (scopes.join(' ') !== 'read') throw new Error(`scopes: ${scopes.join(' ')}`);
    if (!refused.includes('PERMISSION_DENIED')) throw new Error(refused);
    return 'read, and PERMISSION_DENIED for a write';
  });
  await checks.run('Inspector 2 by registration: login, list, call', () => inspect(url, browsing(ANA)));

  await checks.run('conformance: the scenarios for authorization servers', () =>
    conform({ url, clientId: 'configured-host', openBrowser: browsing(ANA) }),
  );

  if (printed.includes('eyJ'))
    await checks.run('no token in what the desk prints', () => Promise.reject(new Error('there is')));
  await browser.close();
  site.close();
  await interruptGroup(desk);
  checks.finish();
}

runWithBrowser('logins', main);
