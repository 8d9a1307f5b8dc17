import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { toEnvironment } from '../../../lambda/contract';
import { bundleTools } from '../../../lib/tools/bundle';
import { startSecretsStandIn } from '../../../local/stand-ins/secrets';
import { startNodeServer, type NodeServer } from '../../support/node-server';
import { OPEN_SETTINGS } from '../../support/settings';

const WORKBENCH = 'test/fixtures/workbench.ts';

type OptionsOf<F> = F extends (tools: string, ...options: infer O) => unknown ? O : never;

const started: NodeServer[] = [];
async function start(...options: OptionsOf<typeof startNodeServer>): Promise<NodeServer> {
  const server = await startNodeServer(WORKBENCH, ...options);
  started.push(server);
  return server;
}
afterEach(() => Promise.all(started.splice(0).map((server) => server.stop())));

const call = (name: string, args: object = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
});

it('stays up through everything a caller can send', async () => {
  const server = await start();
  const big = await fetch(server.url, { ...call('add'), body: 'x'.repeat(5_000_000) });
  expect(big.status).toBe(413);
  for (const [name, args] of [
    ['leak_password', {}],
    ['hang', {}],
    ['add', { a: {} }],
    ['nope', {}],
  ] as const) {
    const response = await fetch(server.url, call(name, args));
    const body = await response.text();
    expect(body).toMatch(/INTERNAL|TIMED_OUT|INVALID_ARGUMENTS|UNKNOWN_TOOL/);
    expect(body).not.toContain('hunter2');
  }
  expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

it('finishes the running call on SIGTERM, takes no new one, and ends with 0', async () => {
  const server = await start();
  const running = fetch(server.url, call('count', { to: 20 }));
  const response = await running;
  const exit = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  expect(await response.text()).toContain('counted to 20');
  await expect(fetch(server.url, call('add', { a: 1, b: 1 }))).rejects.toThrow('fetch failed');
  expect(await exit).toEqual([0, null]);
  expect(server.lines).toContainEqual(expect.objectContaining({ tool: 'count', outcome: 'executed' }));
});

it('reads a secret from Secrets Manager with the client in the bundle', async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:stripe';
  const store = await startSecretsStandIn({
    arns: () => ({ STRIPE: arn }),
    values: () => ({ STRIPE: 'sk_1234567' }),
    onMissing: () => undefined,
  });
  const server = await start({ secrets: { STRIPE: arn } }, { AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url });
  const response = await fetch(server.url, call('read_secret', { name: 'STRIPE' }));
  expect(await response.text()).toContain('10 characters');
  await store.close();
});

it('keeps idle connections longer than a load balancer does', async () => {
  const server = await start();
  const response = await fetch(`${server.origin}/health/live`);
  expect(response.headers.get('keep-alive')).toBe('timeout=75');
});

it('survives a client that cuts the connection in the middle of its body', async () => {
  const server = await start();
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"jsonrpc"',
  );
  socket.destroy();
  await once(socket, 'close');
  expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
});

describe('ends with one line and code 1 when', () => {
  async function fail(environment: Record<string, string>): Promise<[number, string]> {
    const { directory } = bundleTools(WORKBENCH);
    const child = spawn(process.execPath, [join(directory, 'node.mjs')], {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [stderr, [code]] = await Promise.all([
      child.stderr ? text(child.stderr) : '',
      once(child, 'exit') as Promise<[number]>,
    ]);
    return [code, stderr];
  }

  it('a setting is missing', async () => {
    const { MCP_URL: _url, MCP_AUTH: _auth, ...rest } = toEnvironment(OPEN_SETTINGS);
    expect(await fail(rest)).toEqual([
      1,
      'The server cannot start: MCP_URL must be set; it is missing; MCP_AUTH must be set; it is missing.\n',
    ]);
  });

  it('the template speaks a newer contract', async () => {
    expect(await fail(toEnvironment({ ...OPEN_SETTINGS, contract: 2 }))).toEqual([
      1,
      'The server cannot start: the template speaks contract 2 and this server 1: upgrade the server image to the same release.\n',
    ]);
  });

  it('the port is taken', async () => {
    const other = await start();
    const port = new URL(other.url).port;
    const [code, stderr] = await fail({
      ...toEnvironment(OPEN_SETTINGS),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      HOST: '127.0.0.1',
      PORT: port,
    });
    expect([code, stderr]).toEqual([1, `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`]);
  });
});
