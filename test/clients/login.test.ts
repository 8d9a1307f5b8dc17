/**
 * API Gateway renames `WWW-Authenticate`. Real clients find the login without it, by the well-known addresses, and
 * everything from registration to a call goes over HTTP.
 */
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  type OAuthClientProvider as ProviderV2,
} from '@modelcontextprotocol/client';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { BrowserJar } from '../support/browser-jar';
import { startCognitoPool, type CognitoPool } from '../support/cognito-pool';
import { logIn } from '../support/log-in';
import { startNodeServer, type NodeServer } from '../support/node-server';
import { startPoolSecrets, type PoolSecrets } from '../support/pool-secrets';
import { startRenamingProxy, type RenamingProxy } from '../support/renaming-proxy';

const INFO = { name: 'test', version: '1' };
const REDIRECT = 'http://localhost:49152/oauth/callback';

/** What a host keeps of one server, in memory; for either SDK. */
function keeper(): ProviderV1 & ProviderV2 & { readonly links: URL[] } {
  let client: Parameters<NonNullable<ProviderV1['saveClientInformation']>>[0] | undefined;
  let tokens: Parameters<ProviderV1['saveTokens']>[0] | undefined;
  let verifier = '';
  let found: Parameters<NonNullable<ProviderV1['saveDiscoveryState']>>[0] | undefined;
  const links: URL[] = [];
  return {
    links,
    redirectUrl: REDIRECT,
    clientMetadata: { client_name: 'A host', redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none' },
    state: () => 'state/of+the host=',
    clientInformation: () => client,
    saveClientInformation: (information) => void (client = information),
    tokens: () => tokens,
    saveTokens: (given) => void (tokens = given),
    redirectToAuthorization: (link) => void links.push(link),
    saveCodeVerifier: (given) => void (verifier = given),
    codeVerifier: () => verifier,
    saveDiscoveryState: (state) => void (found = state),
    discoveryState: () => found,
  };
}

/** Comes without a token, and goes on when the person is back. */
type Come = (
  url: URL,
  provider: ReturnType<typeof keeper>,
  person: (link: URL) => Promise<URL>,
) => Promise<unknown>;

const linkOf = ({ links }: ReturnType<typeof keeper>): URL => {
  const [link] = links;
  if (!link || links.length > 1) throw new Error(`the client opened ${links.length} links`);
  return link;
};

const comeV1: Come = async (url, authProvider, person) => {
  const first = new TransportV1(url, { authProvider });
  await expect(new ClientV1(INFO).connect(first)).rejects.toThrow('Unauthorized');
  const back = await person(linkOf(authProvider));
  await first.finishAuth(back.searchParams.get('code') ?? '');
  const client = new ClientV1(INFO);
  await client.connect(new TransportV1(url, { authProvider }));
  const result = await client.callTool({ name: 'whoami', arguments: {} });
  await client.close();
  return result;
};

const comeV2: Come = async (url, authProvider, person) => {
  const first = new TransportV2(url, { authProvider });
  await expect(new ClientV2(INFO).connect(first)).rejects.toThrow('Unauthorized');
  const back = await person(linkOf(authProvider));
  await first.finishAuth(back.searchParams);
  const client = new ClientV2(INFO);
  await client.connect(new TransportV2(url, { authProvider }));
  const result = await client.callTool({ name: 'whoami', arguments: {} });
  await client.close();
  return result;
};

let pool: CognitoPool;
let secrets: PoolSecrets;
let proxy: RenamingProxy;
let server: NodeServer;
beforeAll(async () => {
  pool = await startCognitoPool();
  [secrets, proxy] = await Promise.all([startPoolSecrets(pool), startRenamingProxy()]);
  server = await startNodeServer(
    'test/fixtures/workbench.ts',
    { url: `${proxy.origin}/mcp`, auth: pool.settings },
    secrets.environment,
  );
  proxy.target = server.origin;
});
afterAll(() => Promise.all([server.stop(), proxy.stop(), secrets.close(), pool.stop()]));

test.each([
  ['SDK v1', comeV1],
  ['SDK v2', comeV2],
])('%s finds the login, registers, logs a person in and calls', async (_name, come) => {
  proxy.answers.length = 0;
  const provider = keeper();
  const person = async (link: URL): Promise<URL> => {
    const back = await logIn(link, { pool, jar: new BrowserJar() });
    expect(back.searchParams.get('state')).toBe('state/of+the host=');
    return back;
  };
  const result = await come(new URL(`${proxy.origin}/mcp`), provider, person);
  expect(JSON.stringify(result)).toContain('sub-ana');
  const [first] = proxy.answers;
  expect(first).toEqual({ status: 401, path: '/mcp', renamed: true });
  const paths = proxy.answers.map(({ path }) => path.split('?')[0]);
  expect(paths).toEqual(
    expect.arrayContaining(['/.well-known/oauth-protected-resource/mcp', '/oauth/register', '/oauth/token']),
  );
  // What is asked for is what the metadata names: the challenge was out of reach.
  expect(provider.links[0]?.searchParams.get('scope')?.split(' ')).toEqual(
    ['destructive', 'read', 'write'].map((scope) => `${proxy.origin}/mcp/${scope}`),
  );
});
