import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startNodeServer, type NodeServer } from '../support/node-server';

const INFO = { name: 'test', version: '1' };
type Args = Record<string, unknown>;

/** The same few verbs over every client: what a host does all day. */
interface Session {
  readonly revision: string | undefined;
  list(): Promise<string[]>;
  call(name: string, args: Args, onProgress?: (done: number) => void): Promise<unknown>;
  prompt(name: string, args: Record<string, string>): Promise<unknown>;
  read(uri: string): Promise<unknown>;
  close(): Promise<void>;
}

async function connectV1(url: string): Promise<Session> {
  const client = new ClientV1(INFO);
  const transport = new TransportV1(new URL(url));
  await client.connect(transport);
  return {
    revision: transport.protocolVersion,
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args, onProgress) =>
      client.callTool({ name, arguments: args }, undefined, {
        onprogress: ({ progress }) => onProgress?.(progress),
      }),
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  };
}

async function connectV2(url: string, mode: 'legacy' | { pin: string }): Promise<Session> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode } });
  await client.connect(new TransportV2(new URL(url)));
  return {
    revision: client.getNegotiatedProtocolVersion(),
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args, onProgress) =>
      client.callTool({ name, arguments: args }, { onprogress: ({ progress }) => onProgress?.(progress) }),
    prompt: (name, args) => client.getPrompt({ name, arguments: args }),
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  };
}

const CLIENTS: readonly [string, string, (url: string) => Promise<Session>][] = [
  ['SDK v1', '2025-11-25', connectV1],
  ['SDK v2 in the older era', '2025-11-25', (url) => connectV2(url, 'legacy')],
  ['SDK v2 in the 2026-07-28 era', '2026-07-28', (url) => connectV2(url, { pin: '2026-07-28' })],
];

let server: NodeServer;
beforeAll(async () => {
  server = await startNodeServer('test/fixtures/workbench.ts');
});
afterAll(() => server.stop());

describe.each(CLIENTS)('%s', (_name, revision, connect) => {
  let session: Session;
  beforeAll(async () => {
    session = await connect(server.url);
  });
  afterAll(() => session.close());

  it(`speaks ${revision}`, () => {
    expect(session.revision).toBe(revision);
  });

  it('lists every tool in the order of the module', async () => {
    const names = await session.list();
    expect(names.slice(0, 3)).toEqual(['add', 'whoami', 'leak_password']);
    expect(names).toHaveLength(12);
  });

  it('gets a structured result and the same as text', async () => {
    expect(await session.call('add', { a: 1, b: 2 })).toMatchObject({
      content: [{ type: 'text', text: '{"sum":3}' }],
      structuredContent: { sum: 3 },
    });
  });

  it('follows the progress of a call', async () => {
    const seen: number[] = [];
    const result = await session.call('count', { to: 4 }, (done) => seen.push(done));
    expect(result).toMatchObject({ content: [{ text: 'counted to 4' }] });
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('gets pictures and links as blocks', async () => {
    expect(await session.call('draw', {})).toMatchObject({
      content: [{ type: 'text' }, { type: 'image', mimeType: 'image/png' }],
    });
  });

  it('gets a coded error for arguments that do not fit', async () => {
    expect(await session.call('add', { a: 'one', b: 2, colour: 'red' })).toMatchObject({
      isError: true,
      _meta: {
        'cdk-mcp-service/error': { code: 'INVALID_ARGUMENTS', retryable: false, outcome: 'not_executed' },
      },
    });
  });

  it('gets a protocol error with a record for an unknown tool', async () => {
    await expect(session.call('ad', {})).rejects.toMatchObject({
      code: -32_602,
      data: { code: 'UNKNOWN_TOOL', outcome: 'not_executed' },
    });
  });

  it('gets the prompt and the resources', async () => {
    expect(await session.prompt('greet', { name: 'Ana' })).toMatchObject({
      messages: [{ role: 'user', content: { text: 'Say hello to Ana.' } }],
    });
    expect(await session.read('bench://motto')).toMatchObject({
      contents: [{ text: 'Measure twice.', mimeType: 'text/plain' }],
    });
    expect(await session.read('bench://parts/a%20b')).toMatchObject({ contents: [{ text: '{"id":"a b"}' }] });
    await expect(session.read('bench://parts/none')).rejects.toMatchObject({
      code: -32_602,
      data: { uri: 'bench://parts/none' },
    });
    await expect(session.read('bench://else')).rejects.toMatchObject({ code: -32_602 });
    await expect(session.prompt('greet', {})).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining('name'),
    });
  });
});

it('writes one line for every request of all these clients', () => {
  const [started, ...lines] = server.lines;
  expect(started).toMatchObject({ message: 'instance started' });
  const ids = lines.map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(lines.filter(({ message }) => message !== 'request')).toEqual([]);
});
