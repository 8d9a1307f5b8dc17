import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  type OAuthClientProvider as ProviderV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const INFO = { name: 'loopback-host', version: '1' };

/** How a host says who it is. */
export type Identity =
  | { readonly kind: 'registration' }
  | { readonly kind: 'document'; readonly url: string }
  | { readonly kind: 'configured'; readonly id: string };

/** Takes a person through a login, and answers when their browser is back. */
export type OpenBrowser = (url: URL) => Promise<unknown>;

export interface Session {
  readonly tools: readonly string[];
  call(name: string, args?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

/** A program that waits for the answer on a port of loopback that happened to be free. */
async function listen() {
  let received: URLSearchParams | undefined;
  const server = createServer((request, response) => {
    received = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    response.end('<h1>You can close this page</h1>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    redirectUrl: `http://127.0.0.1:${port}/callback`,
    answer(journey: unknown): URLSearchParams {
      if (!received) throw new Error(`the browser did not come back: ${JSON.stringify(journey)}`);
      return received;
    },
    close: () => server.close(),
  };
}

/** What a host keeps while it logs in; both SDKs ask for the same things. */
function createProvider(redirectUrl: string, identity: Identity) {
  const kept: { client?: { client_id: string }; tokens?: never; verifier?: string; link?: URL } = {};
  if (identity.kind === 'configured') kept.client = { client_id: identity.id };
  const state = randomUUID();
  const provider = {
    redirectUrl,
    ...(identity.kind === 'document' && { clientMetadataUrl: identity.url }),
    clientMetadata: {
      client_name: 'Loopback host',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => state,
    clientInformation: () => kept.client,
    saveClientInformation: (client: { client_id: string }) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens: never) => void (kept.tokens = tokens),
    redirectToAuthorization: (link: URL) => void (kept.link = link),
    saveCodeVerifier: (verifier: string) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
  };
  return { provider, kept, state };
}

/**
 * Connects, is sent to the login, comes back, connects again.
 *
 * @param openPage - Shows the person a page that a tool asks for. @default - the host has no way to show one
 */
export async function logInWith(
  sdk: 'v1' | 'v2',
  url: URL,
  identity: Identity,
  openBrowser: OpenBrowser,
  openPage?: OpenBrowser,
): Promise<Session & { readonly clientId: string; readonly registered: boolean }> {
  const local = await listen();
  const { provider, kept, state } = createProvider(local.redirectUrl, identity);
  try {
    const first = sdk === 'v1' ? v1(url, provider) : v2(url, provider, openPage);
    await first.connect().then(
      () => Promise.reject(new Error('nobody asked for a login')),
      (error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'UnauthorizedError') {
          if (!/unauthorized/i.test(String(error))) throw error;
        }
      },
    );
    if (!kept.link) throw new Error('the host had no link to a login');
    const journey = await openBrowser(kept.link);
    const answer = local.answer(journey);
    if (answer.get('state') !== state) throw new Error(`another state came back: ${answer.toString()}`);
    await first.finish(answer);
    const session = sdk === 'v1' ? v1(url, provider) : v2(url, provider, openPage);
    await session.connect();
    const clientId = kept.link.searchParams.get('client_id') ?? '';
    return { ...(await session.opened()), clientId, registered: identity.kind === 'registration' };
  } finally {
    local.close();
  }
}

type Provider = ReturnType<typeof createProvider>['provider'];

function v1(url: URL, provider: Provider) {
  const client = new ClientV1(INFO);
  const transport = new TransportV1(url, { authProvider: provider satisfies ProviderV1 });
  return {
    connect: () => client.connect(transport),
    finish: (answer: URLSearchParams) => transport.finishAuth(answer.get('code') ?? ''),
    opened: async (): Promise<Session> => ({
      tools: (await client.listTools()).tools.map(({ name }) => name),
      call: (name, args = {}) => client.callTool({ name, arguments: args }),
      close: () => client.close(),
    }),
  };
}

function v2(url: URL, provider: Provider, openPage?: OpenBrowser) {
  const client = new ClientV2(INFO, {
    versionNegotiation: { mode: 'auto' },
    ...(openPage && { capabilities: { elicitation: { url: {} } } }),
  });
  if (openPage) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode !== 'url') return { action: 'cancel' };
      await openPage(new URL(params.url));
      return { action: 'accept' };
    });
  }
  const transport = new TransportV2(url, { authProvider: provider satisfies ProviderV2 });
  return {
    connect: () => client.connect(transport),
    finish: (answer: URLSearchParams) => transport.finishAuth(answer),
    opened: async (): Promise<Session> => ({
      tools: (await client.listTools()).tools.map(({ name }) => name),
      call: (name, args = {}) => client.callTool({ name, arguments: args }),
      close: () => client.close(),
    }),
  };
}
