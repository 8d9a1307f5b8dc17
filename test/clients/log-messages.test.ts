import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { startNodeServer, type NodeServer } from '../support/node-server';

interface Message {
  readonly level: string;
  readonly data: unknown;
}

/** A client that asked for a level, and what it was sent. */
interface Listener {
  readonly messages: Message[];
  askFor(level: 'debug' | 'info' | 'error'): Promise<void>;
  say(times: number): Promise<unknown>;
  close(): Promise<void>;
}

async function listenV1(url: string): Promise<Listener> {
  const client = new ClientV1({ name: 'test', version: '1' });
  const messages: Message[] = [];
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void messages.push({ level: params.level, data: params.data }),
  );
  await client.connect(new TransportV1(new URL(url)));
  return {
    messages,
    askFor: async (level) => void (await client.setLoggingLevel(level)),
    say: (times) => client.callTool({ name: 'say', arguments: { times } }),
    close: () => client.close(),
  };
}

async function listenV2(url: string, mode: 'legacy' | { pin: string }): Promise<Listener> {
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const messages: Message[] = [];
  let wanted: string | undefined;
  client.setNotificationHandler(
    'notifications/message',
    ({ params }) => void messages.push({ level: params.level, data: params.data }),
  );
  await client.connect(new TransportV2(new URL(url)));
  return {
    messages,
    async askFor(level) {
      if (mode === 'legacy') await client.setLoggingLevel(level);
      else wanted = level;
    },
    say: (times) =>
      client.callTool({
        name: 'say',
        arguments: { times },
        ...(wanted !== undefined && { _meta: { 'io.modelcontextprotocol/logLevel': wanted } }),
      }),
    close: () => client.close(),
  };
}

const LISTENERS: readonly [string, (url: string) => Promise<Listener>][] = [
  ['SDK v1', listenV1],
  ['SDK v2 in the older era', (url) => listenV2(url, 'legacy')],
  ['SDK v2 in the 2026-07-28 era', (url) => listenV2(url, { pin: '2026-07-28' })],
];

describe.each(LISTENERS)('%s', (_name, listen) => {
  // A server of its own: one instance remembers a caller's level, and here all callers are one.
  let server: NodeServer;
  let listener: Listener;
  beforeAll(async () => {
    server = await startNodeServer('test/fixtures/talker.ts');
    listener = await listen(server.url);
  });
  afterAll(async () => {
    await listener.close();
    await server.stop();
  });

  it('is sent nothing that it did not ask for', async () => {
    await listener.say(1);
    expect(listener.messages).toEqual([]);
    await server.line(({ message }) => message === 'said it');
  });

  it('is sent what a handler logs, without secrets, from its level on', async () => {
    await listener.askFor('info');
    await listener.say(1);
    expect(listener.messages).toEqual([
      {
        level: 'info',
        data: { message: 'said it', fields: { turn: 1, token: 'Bearer [redacted]' } },
      },
      { level: 'warning', data: { message: 'enough' } },
    ]);
  });

  it('is sent 50 messages a call at most', async () => {
    listener.messages.length = 0;
    await listener.say(80);
    expect(listener.messages).toHaveLength(50);
  });

  it('chooses another level', async () => {
    listener.messages.length = 0;
    await listener.askFor('error');
    await listener.say(3);
    expect(listener.messages).toEqual([]);
  });
});
