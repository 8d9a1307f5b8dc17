import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_RATES, toEnvironment, type AuthSettings } from '../../lambda/contract';
import { openEndpoint } from '../../local/endpoint/endpoint';
import { LiveServer } from '../../local/server/live-server';
import { serverEnvironment } from '../../local/server/server-environment';
import { startServer } from '../../local/server/server-process';
import { recordingPrint, temporaryFolder, writeServer } from './fixtures';

const folder = temporaryFolder();

function program(name: string, source: string): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'node.mjs'), source);
  return directory;
}

const SETTINGS = {
  contract: 1,
  url: 'http://127.0.0.1:8787/mcp',
  alternateUrls: [],
  allowedOrigins: [],
  maxBodyBytes: 1_000,
  logLevel: 'INFO',
  release: 'r1',
  latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
  tracing: 'off',
  secrets: {},
  idempotencyTable: 'idempotency',
  limitsTable: 'limits',
  idempotencyKeptSeconds: 604_800,
  rates: DEFAULT_RATES,
  approvalRecords: { logGroup: 'approvals', events: true },
} as const;
const STAND_INS = {
  dynamodb: 'http://127.0.0.1:1',
  secretsManager: 'http://127.0.0.1:2',
  jwksUri: 'http://127.0.0.1:3/jwks.json',
  endpoint: 'http://127.0.0.1:4',
};
const OWN = { HOST: '127.0.0.1', PORT: '0' };

test('the server has the environment of the template, the stand-ins, and nothing of the developer', async () => {
  const auth: AuthSettings = { kind: 'jwt', issuer: 'https://i.invalid', audience: 'a' };
  const template = toEnvironment({ ...SETTINGS, auth });
  const { MCP_APPROVAL_RECORDS: records, ...kept } = template;
  expect(records).toBe('{"logGroup":"approvals","events":true}');
  const directory = join(folder, 'exact');
  writeServer(directory, 'exact');
  const environment = serverEnvironment(
    { ...template, TICKETS_TABLE: 'tickets', AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' },
    auth,
    STAND_INS,
  );
  const server = await startServer({ directory, environment, onLine: () => undefined });
  const reply: { environment: Record<string, string> } = Object(
    await (await fetch(`http://127.0.0.1:${server.port}/`)).json(),
  );
  await server.stop();
  // Nothing is sent from the desk: its log is the record.
  expect(reply.environment).toEqual({
    ...kept,
    TICKETS_TABLE: 'tickets',
    MCP_URL: 'http://127.0.0.1:4/mcp',
    MCP_ALTERNATE_URLS: '[]',
    MCP_AUTH:
      '{"kind":"jwt","issuer":"https://i.invalid","audience":"a","jwksUri":"http://127.0.0.1:3/jwks.json"}',
    PORT: '0',
    HOST: '127.0.0.1',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'desk',
    AWS_SECRET_ACCESS_KEY: 'desk',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:2',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
});

test('a service that lets everybody in keeps its setting', () => {
  const auth: AuthSettings = { kind: 'unauthenticated' };
  const template = toEnvironment({ ...SETTINGS, auth });
  expect(serverEnvironment(template, auth, STAND_INS).MCP_AUTH).toBe('{"kind":"unauthenticated"}');
});

test('a server that ends before it listens says why, in one line and without a stack', async () => {
  const directory = program(
    'broken',
    `console.error('The server cannot start: MCP_URL must be set.\\n    at boot (a.mjs:1:1)'); process.exitCode = 1;`,
  );
  await expect(startServer({ directory, environment: OWN, onLine: () => undefined })).rejects.toThrow(
    'The server did not start (exit code 1): The server cannot start: MCP_URL must be set.',
  );
});

test('a server is ended by force only when it does not end by itself', async () => {
  const directory = program(
    'polite',
    `process.on('SIGTERM', () => process.exit(3)); process.send({ listening: 1 }); setInterval(() => {}, 1000);`,
  );
  const server = await startServer({ directory, environment: OWN, onLine: () => undefined });
  await server.stop();
  expect(await server.ended).toBe('exit code 3');
  await server.stop();
});

describe('behind an endpoint', () => {
  const print = recordingPrint();
  const ask = async (origin: string): Promise<{ marker: string }> =>
    Object(await (await fetch(origin)).json());

  test('the next server takes over without a refused request, and a broken one does not', async () => {
    const endpoint = await openEndpoint(0);
    const live = new LiveServer(endpoint, print);
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    writeServer(one, 'one');
    writeServer(two, 'two');
    const broken = program('throws', `throw new Error('broken')`);
    try {
      await live.run({ directory: one, environment: OWN });
      expect(await ask(endpoint.origin)).toMatchObject({ marker: 'one' });

      const statuses: number[] = [];
      const asking = new AbortController();
      const load = (async () => {
        while (!asking.signal.aborted) statuses.push((await fetch(endpoint.origin)).status);
      })();
      await live.run({ directory: two, environment: OWN });
      expect(await ask(endpoint.origin)).toMatchObject({ marker: 'two' });
      await expect(live.run({ directory: broken, environment: OWN })).rejects.toThrow('broken');
      expect(await ask(endpoint.origin)).toMatchObject({ marker: 'two' });
      asking.abort();
      await load;
      expect(new Set(statuses)).toEqual(new Set([200]));
    } finally {
      await live.stop();
      await endpoint.close();
    }
  });

  test('the one before finishes what it runs, even when it would end at once', async () => {
    const endpoint = await openEndpoint(0);
    const live = new LiveServer(endpoint, print);
    const hasty = program(
      'hasty',
      `import { createServer } from 'node:http';
       const server = createServer((_request, response) => { response.flushHeaders(); setTimeout(() => response.end('slow'), 1000); });
       server.listen(0, '127.0.0.1', () => process.send({ listening: server.address().port }));
       process.on('SIGTERM', () => process.exit(0));`,
    );
    const next = join(folder, 'next');
    writeServer(next, 'next');
    try {
      await live.run({ directory: hasty, environment: OWN });
      const slow = await fetch(endpoint.origin);
      await live.run({ directory: next, environment: OWN });
      expect(await ask(endpoint.origin)).toMatchObject({ marker: 'next' });
      expect(await slow.text()).toBe('slow');
    } finally {
      await live.stop();
      await endpoint.close();
    }
  });

  test('a server that crashes is started again', async () => {
    const endpoint = await openEndpoint(0);
    const live = new LiveServer(endpoint, print);
    const directory = join(folder, 'crashing');
    writeServer(directory, 'crashing');
    try {
      await live.run({ directory, environment: OWN });
      expect((await fetch(`${endpoint.origin}/crash`)).status).toBe(502);
      let status = 0;
      while (status !== 200) status = (await fetch(endpoint.origin)).status;
      expect(print.problems).toEqual(['The server ended (exit code 7); starting it again.']);
    } finally {
      await live.stop();
      await endpoint.close();
    }
  });
});
