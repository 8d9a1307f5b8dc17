/**
 * The requests of hosts that cannot run here, as they were recorded in September 2026: how each names itself, what it
 * registers, and what it asks for. A host that no longer gets through here could not log in.
 */
import { RESOURCE } from '../../support/cognito-pool';
import { BrowserJar } from '../../support/browser-jar';
import {
  CHALLENGE,
  VERIFIER,
  bodyOf,
  encode,
  locationOf,
  startFacade,
  type Facade,
} from '../../support/facade';

interface Shape {
  readonly host: string;
  /** URL of its document, with what is used of it; or what it registers. */
  readonly document?: { readonly url: string; readonly redirectUris: readonly string[] };
  readonly registers?: readonly string[];
  /** What it then asks with. */
  readonly redirectUri: string;
  /** Absent where it asks for what the metadata says. */
  readonly scope?: string | null;
  readonly state?: string;
  /** Kiro does not escape what it puts into the query. */
  readonly unescaped?: boolean;
  readonly withoutResource?: boolean;
}

const document = (url: string, ...redirectUris: string[]) => ({ url, redirectUris });
const ALL = ['destructive', 'read', 'write'].map((scope) => `${RESOURCE}/${scope}`).join(' ');

const SHAPES: readonly Shape[] = [
  {
    host: 'Claude',
    document: document(
      'https://claude.ai/oauth/mcp-oauth-client-metadata',
      'https://claude.ai/api/mcp/auth_callback',
    ),
    redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  },
  {
    host: 'Claude by registration',
    registers: ['https://claude.ai/api/mcp/auth_callback'],
    redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  },
  {
    host: 'Claude Code',
    document: document(
      'https://claude.ai/oauth/claude-code-client-metadata',
      'http://localhost/callback',
      'http://127.0.0.1/callback',
    ),
    redirectUri: 'http://localhost:54212/callback',
  },
  {
    host: 'Claude Code without a scope',
    registers: ['http://localhost:3118/callback'],
    redirectUri: 'http://localhost:3118/callback',
    scope: null,
  },
  {
    host: 'Visual Studio Code',
    document: document(
      'https://vscode.dev/oauth/client-metadata.json',
      'http://127.0.0.1:33418/',
      'http://127.0.0.1/',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ),
    redirectUri: 'http://127.0.0.1:61021/',
    state: 'Zm9v/Ym+Fy%3D%3D',
  },
  {
    host: 'Visual Studio Code by registration',
    registers: [
      'http://127.0.0.1:33418/',
      'http://127.0.0.1/',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ],
    redirectUri: 'http://127.0.0.1:33418/',
  },
  {
    host: 'GitHub Copilot CLI',
    document: document('https://github.com/copilot/cli/client-metadata.json', 'http://127.0.0.1:33418/'),
    redirectUri: 'http://127.0.0.1:50777/',
  },
  {
    host: 'Cursor',
    registers: [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ],
    redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
  },
  {
    host: 'ChatGPT',
    document: document(
      'https://chatgpt.com/oauth/client.json',
      'https://chatgpt.com/connector_platform_oauth_redirect',
    ),
    redirectUri: 'https://chatgpt.com/connector_platform_oauth_redirect',
  },
  {
    host: 'ChatGPT with a connector of its own',
    document: document(
      'https://chatgpt.com/oauth/aB3-x/client.json',
      'https://chatgpt.com/connector/oauth/aB3-x',
    ),
    redirectUri: 'https://chatgpt.com/connector/oauth/aB3-x',
  },
  {
    host: 'Codex',
    document: document(
      'https://chatgpt.com/oauth/codex/q1W2e3R4t5Y6/client.json',
      'http://127.0.0.1/callback/q1W2e3R4t5Y6',
    ),
    redirectUri: 'http://127.0.0.1:40011/callback/q1W2e3R4t5Y6',
  },
  {
    host: 'Gemini CLI',
    registers: ['http://localhost:7777/oauth/callback'],
    redirectUri: 'http://localhost:51010/oauth/callback',
    scope: ALL,
  },
  {
    host: 'Zed',
    document: document('https://zed.dev/oauth/client-metadata.json', 'http://127.0.0.1/callback'),
    redirectUri: 'http://127.0.0.1:27523/callback',
  },
  {
    host: 'Amazon Quick',
    registers: [
      'https://eu-west-1.quicksight.aws.amazon.com/sn/oauthcallback',
      'https://eu-west-1-onebox.quicksight.aws.amazon.com/sn/oauthcallback',
    ],
    redirectUri: 'https://eu-west-1.quicksight.aws.amazon.com/sn/oauthcallback',
  },
  {
    host: 'Kiro',
    registers: ['http://localhost:49153/oauth/callback'],
    redirectUri: 'http://localhost:49153/oauth/callback',
    unescaped: true,
  },
  {
    host: 'Goose',
    document: document('https://goose-docs.ai/oauth/client-metadata.json', 'http://127.0.0.1/oauth_callback'),
    redirectUri: 'http://127.0.0.1:40800/oauth_callback',
  },
  {
    host: 'opencode',
    document: document(
      'https://opencode.ai/oauth/opencode/client.json',
      'http://127.0.0.1/callback',
      'http://localhost/callback',
    ),
    redirectUri: 'http://127.0.0.1:19876/callback',
  },
  {
    host: 'Inspector 1',
    registers: ['http://localhost:6274/oauth/callback', 'http://localhost:6274/oauth/callback/debug'],
    redirectUri: 'http://localhost:6274/oauth/callback/debug',
  },
  {
    host: 'mcp-remote',
    registers: ['http://localhost:23711/oauth/callback'],
    redirectUri: 'http://localhost:23711/oauth/callback',
    withoutResource: true,
  },
  {
    host: 'a host that asks to stay logged in',
    registers: ['http://127.0.0.1/callback'],
    redirectUri: 'http://127.0.0.1:1234/callback',
    scope: `openid offline_access ${ALL}`,
  },
];

test.each(SHAPES)('$host logs in and calls', async (shape) => {
  const facade = await startFacade({
    fetchPublic: (url) =>
      url === shape.document?.url
        ? Promise.resolve({
            text: JSON.stringify({
              client_id: url,
              client_name: shape.host,
              redirect_uris: shape.document.redirectUris,
              token_endpoint_auth_method: 'none',
            }),
            contentType: 'application/json; charset=utf-8',
            cacheControl: 'public, max-age=300',
          })
        : Promise.reject(new Error('not found')),
  });
  const client = shape.document?.url ?? (await facade.register(shape.registers, shape.host));
  const returned = await logIn(facade, shape, client);
  expect(`${returned.protocol}//${returned.host}${returned.pathname}`).toBe(shape.redirectUri);
  expect(returned.searchParams.get('iss')).toBe('https://mcp.example.com');
  const tokens = await bodyOf(
    await facade.form('/oauth/token', {
      grant_type: 'authorization_code',
      code: returned.searchParams.get('code') ?? '',
      client_id: client,
      redirect_uri: shape.redirectUri,
      code_verifier: VERIFIER,
      ...(!shape.withoutResource && { resource: RESOURCE }),
    }),
  );
  const reply = await facade.server.call('whoami', {}, { authorization: `Bearer ${tokens.access_token}` });
  await facade.pool.stop();
  expect(JSON.stringify(reply.result)).toContain(client);
  expect(tokens.scope).toBe(ALL);
});

/** The query as the host writes it, to the address that it is sent back to. */
async function logIn(facade: Facade, shape: Shape, client: string): Promise<URL> {
  const { redirectUri, scope = ALL, state = 'c3RhdGU', unescaped = false } = shape;
  const escape = (text: string): string => (unescaped ? text : encodeURIComponent(text));
  const query = [
    'response_type=code',
    `client_id=${escape(client)}`,
    `redirect_uri=${escape(redirectUri)}`,
    `code_challenge=${CHALLENGE}`,
    'code_challenge_method=S256',
    `state=${state}`,
    ...(scope === null ? [] : [`scope=${encodeURIComponent(scope)}`]),
    ...(shape.withoutResource ? [] : [`resource=${escape(RESOURCE)}`]),
  ];
  const jar = new BrowserJar();
  const page = await facade.get(`/oauth/authorize?${query.join('&')}`, jar);
  expect(page.status).toBe(200);
  const toCognito = new URL(locationOf(await facade.post(page, jar)));
  const answer = { code: facade.pool.code(toCognito), state: toCognito.searchParams.get('state') ?? '' };
  const location = locationOf(await facade.get(`/oauth/callback?${encode(answer)}`, jar));
  expect(location.endsWith(`&state=${state}`)).toBe(true);
  return new URL(location);
}
