/**
 * `npm run test:package`: the packed tarball in an empty folder outside the repository, with the two files of
 * the README and nothing else: types check, synth succeeds, the desk and the bundled Lambda handler answer.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { toEnvironment } from '../../lambda/contract';
import { Checks } from '../support/checks';
import { httpApiEvent } from '../support/events';
import { freePort, interruptGroup, startGroup, succeed, until } from '../support/processes';
import { OPEN_SETTINGS } from '../support/settings';

/** Versions that this repository tests with. */
const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const pinned = (name: string): string => `${name}@${devDependencies[name]}`;

/** Files that a page shows: a fence whose first line names the file. */
function filesOf(page: string): [string, string][] {
  const fences = [...readFileSync(page, 'utf8').matchAll(/```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)```/g)];
  return fences.map(([, path = '', content = '']) => [path, content]);
}

const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: false,
  },
  include: ['**/*.ts'],
};

async function main(): Promise<void> {
  const checks = new Checks();
  const folder = mkdtempSync(join(tmpdir(), 'warehouse-'));
  const npx = (...args: string[]): Promise<string> =>
    succeed('npx', ['--no-install', ...args], { cwd: folder });

  await checks.run('the tarball installs into an empty folder', async () => {
    const packed = await succeed('npm', ['pack', '--silent', '--pack-destination', folder]);
    writeFileSync(
      join(folder, 'package.json'),
      '{ "name": "warehouse", "version": "3.1.4", "private": true }',
    );
    const peers = ['aws-cdk-lib', 'constructs', 'zod', 'aws-cdk', 'tsx', 'typescript', '@types/node'].map(
      pinned,
    );
    await succeed(
      'npm',
      ['install', '--no-audit', '--no-fund', `./${packed.trim().split('\n').at(-1)}`, ...peers],
      { cwd: folder },
    );
    return packed.trim();
  });
  await checks.run('the two files of the README, and those of the pages, are there', async () => {
    const files = [...filesOf('README.md'), ...filesOf('docs/tools.md')];
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    return files.map(([path]) => path).join(', ');
  });
  await checks.run('types check', async () => {
    await npx('tsc', '-p', '.');
    return 'tsc found nothing';
  });
  await checks.run('synth succeeds', async () => {
    await npx('cdk', 'synth', '--quiet', '--strict', '--no-notices', '--app', 'npx tsx app.ts');
    const template = JSON.parse(readFileSync(join(folder, 'cdk.out/Warehouse.template.json'), 'utf8'));
    return `${Object.keys(template.Resources).length} resources`;
  });
  await checks.run('the bundled Lambda handler answers a call', async () => {
    const asset = readdirSync(join(folder, 'cdk.out')).find((name) => name.startsWith('asset.'));
    const event = httpApiEvent({
      method: 'POST',
      path: '/mcp',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"check_stock","arguments":{"product":"tent"}}}',
    });
    const program = `import { handler } from './lambda.mjs';
      const { body } = await handler(${JSON.stringify(event)}, { awsRequestId: 'invocation-1' });
      console.error(body);`;
    writeFileSync(
      join(folder, 'cdk.out', asset ?? '', 'invoke.mjs'),
      program.replaceAll('console.error', 'process.stdout.write'),
    );
    const body = await succeed(process.execPath, ['invoke.mjs'], {
      cwd: join(folder, 'cdk.out', asset ?? ''),
      env: toEnvironment(OPEN_SETTINGS),
    });
    if (!body.includes('"structuredContent":{"product":"tent","inStock":12}')) throw new Error(body);
    return 'inStock 12';
  });
  await checks.run('the desk answers a call', async () => {
    const port = await freePort();
    const desk = startGroup('npx', ['--no-install', 'cdk-mcp-service', 'start', '--app', 'npx tsx app.ts'], {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
    });
    try {
      const call = async (): Promise<string> => {
        const client = new Client(
          { name: 'package', version: '1' },
          { versionNegotiation: { mode: { pin: '2026-07-28' } } },
        );
        await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
        const result = await client.callTool({ name: 'check_stock', arguments: { product: 'stove' } });
        await client.close();
        return JSON.stringify(result.structuredContent);
      };
      return await until(call, desk, 30_000);
    } finally {
      await interruptGroup(desk);
    }
  });
  await checks.run('the desk asks for a login, whose first page and issuer are there', async () => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const desk = startGroup(
      'npx',
      ['--no-install', 'cdk-mcp-service', 'start', '--auth', '--app', 'npx tsx app.ts'],
      { cwd: folder, env: { ...process.env, PORT: String(port) } },
    );
    let said = '';
    desk.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    try {
      const challenge = await until(
        async () => {
          const { status, headers } = await fetch(`${origin}/mcp`, { method: 'POST' });
          if (status !== 401) throw new Error(`answered ${status}`);
          return headers.get('www-authenticate') ?? '';
        },
        desk,
        30_000,
      );
      if (!challenge.includes(`scope="${origin}/mcp/read"`)) throw new Error(challenge);
      const pool = /http:\/\/127\.0\.0\.1:\d+/.exec(said.slice(said.indexOf('Cognito')))?.[0];
      const { status } = await fetch(`${pool}/.well-known/jwks.json`);
      return `${challenge.slice(0, 60)}…; its pool answers ${status}`;
    } finally {
      await interruptGroup(desk);
    }
  });
  await checks.run(
    'the compiled tools module of the package loads with require and with import',
    async () => {
      const load =
        "console.log(Object.keys(m).filter((name) => ['defineTools', 'tool', 'notFound'].includes(name)).length)";
      const required = await succeed(
        process.execPath,
        ['-e', `const m = require('cdk-mcp-service/tools'); ${load}`],
        { cwd: folder },
      );
      const imported = await succeed(
        process.execPath,
        ['--input-type=module', '-e', `import * as m from 'cdk-mcp-service/tools'; ${load}`],
        { cwd: folder },
      );
      if (`${required}${imported}` !== '3\n3\n') throw new Error(`${required}${imported}`);
      return 'both';
    },
  );
  checks.finish();
  if (!process.exitCode) rmSync(resolve(folder), { recursive: true, force: true });
}

void main();
