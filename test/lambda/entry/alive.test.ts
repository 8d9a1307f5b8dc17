import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { bundleTools } from '../../../lib/tools/bundle';
import { closeServer, listenOnLoopback } from '../../../local/endpoint/loopback';
import { freePort } from '../../support/processes';
import { startNodeServer, type NodeServer } from '../../support/node-server';

const WORKBENCH = 'test/fixtures/workbench.ts';

/** The exit code of the container's health check beside whatever listens on a port. */
async function ask(port: number | string): Promise<number> {
  const { directory } = bundleTools(WORKBENCH);
  const child = spawn(process.execPath, [join(directory, 'alive.mjs')], {
    env: { PORT: String(port) },
    stdio: 'inherit',
  });
  const [code]: [number] = (await once(child, 'exit')) as [number];
  return code;
}

let standIn: Server | undefined;
afterEach(async () => {
  if (standIn) await closeServer(standIn);
  standIn = undefined;
});

function listen(listener: RequestListener): Promise<number> {
  standIn = createServer(listener);
  return listenOnLoopback(standIn, 0);
}

describe('beside a real server', () => {
  let server: NodeServer;
  beforeAll(async () => {
    server = await startNodeServer(WORKBENCH);
  });
  afterAll(() => server.stop());

  it('is well while the server is live', async () => {
    expect(await ask(new URL(server.url).port)).toBe(0);
  });

  it('is not well once the server drains', async () => {
    const { port } = new URL(server.url);
    // A call that runs holds the process, which takes no new connection any more.
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hang","arguments":{}}}',
    });
    server.process.kill('SIGTERM');
    await expectDraining(server.origin);
    expect(await ask(port)).toBe(1);
    await response.text();
  });
});

/** Resolves when new connections are refused. */
async function expectDraining(origin: string): Promise<void> {
  for (;;) {
    const refused = await fetch(`${origin}/health/live`, { headers: { connection: 'close' } }).then(
      ({ status }) => status === 503,
      () => true,
    );
    if (refused) return;
  }
}

it.each(['booting', 'draining'])(
  'is not well beside a server that is %s and says so with 503',
  async (phase) => {
    const paths: (string | undefined)[] = [];
    const port = await listen(({ url }, response) => {
      paths.push(url);
      response.writeHead(503).end(JSON.stringify({ status: phase }));
    });
    expect(await ask(port)).toBe(1);
    expect(paths).toEqual(['/health/live']);
  },
);

it('is not well where nothing listens', async () => {
  expect(await ask(await freePort())).toBe(1);
});

it('is not well beside a server that says nothing', async () => {
  const port = await listen(() => undefined);
  expect(await ask(port)).toBe(1);
});

it('is not well beside a server that begins an answer and hangs', async () => {
  const port = await listen((_request, response) => response.socket?.write('HTTP/1.1 200 '));
  expect(await ask(port)).toBe(1);
});
