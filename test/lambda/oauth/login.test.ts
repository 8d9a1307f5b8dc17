/** The way that is meant: a host registers, a person consents and logs in, the host calls. */
import { RESOURCE } from '../../support/cognito-pool';
import { BrowserJar } from '../../support/browser-jar';
import {
  CLAUDE_REDIRECT,
  ISSUER,
  LOOPBACK_REDIRECT,
  VERIFIER,
  bodyOf,
  startFacade,
  type Facade,
} from '../../support/facade';

let facade: Facade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.pool.stop());

test('metadata names the origin as issuer, byte for byte, at every place', async () => {
  const metadata = await bodyOf(await facade.get('/.well-known/oauth-authorization-server'));
  expect(metadata).toEqual({
    issuer: 'https://mcp.example.com',
    authorization_endpoint: 'https://mcp.example.com/oauth/authorize',
    token_endpoint: 'https://mcp.example.com/oauth/token',
    registration_endpoint: 'https://mcp.example.com/oauth/register',
    revocation_endpoint: 'https://mcp.example.com/oauth/revoke',
    scopes_supported: [`${RESOURCE}/destructive`, `${RESOURCE}/read`, `${RESOURCE}/write`],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  });
  expect(await (await facade.get('/.well-known/openid-configuration')).json()).toEqual(metadata);
  const resource = await (await facade.get('/.well-known/oauth-protected-resource/mcp')).json();
  expect(resource).toMatchObject({
    resource: RESOURCE,
    authorization_servers: ['https://mcp.example.com'],
    scopes_supported: metadata.scopes_supported,
  });
});

test('a challenge carries the scopes as Cognito knows them', async () => {
  const answer = await facade.server.call('whoami', {});
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer scope="${RESOURCE}/destructive ${RESOURCE}/read ${RESOURCE}/write", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"`,
  );
});

test('from registration to a call, which knows the person and the host', async () => {
  const client = await facade.register([LOOPBACK_REDIRECT], 'My agent');
  expect(client).toMatch(/^[A-Za-z0-9._-]{1,255}$/);
  const jar = new BrowserJar();
  const page = await facade.authorize({ client_id: client }, jar);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('My agent');
  expect(html).toContain('http://127.0.0.1:49152');
  expect(facade.pool.requests).toEqual([]);

  const consented = await facade.post(html, jar);
  expect(consented.status).toBe(303);
  const login = new URL(consented.headers.get('location') ?? '');
  expect(login.origin).toBe(facade.pool.url);
  expect(login.pathname).toBe('/oauth2/authorize');
  expect([...login.searchParams.keys()]).toEqual([
    'response_type',
    'client_id',
    'redirect_uri',
    'state',
    'scope',
    'code_challenge',
    'code_challenge_method',
    'resource',
  ]);
  expect(login.searchParams.get('redirect_uri')).toBe('https://mcp.example.com/oauth/callback');
  expect(login.searchParams.get('scope')).toBe(`${RESOURCE}/destructive ${RESOURCE}/read ${RESOURCE}/write`);

  const tokens = await facade.tokens(client);
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
  expect(Object.keys(tokens)).toEqual(['access_token', 'token_type', 'expires_in', 'scope', 'refresh_token']);
  expect(tokens.access_token).not.toContain('eyJ');

  const answer = await facade.server.call('whoami', {}, { authorization: `Bearer ${tokens.access_token}` });
  expect(answer.result).toMatchObject({
    content: [
      {
        text: JSON.stringify({ subject: 'sub-ana', agent: client, scopes: ['destructive', 'read', 'write'] }),
      },
    ],
  });
  expect(facade.server.lines.at(-1)).toMatchObject({ caller: 'sub-ana', agent: client, tool: 'whoami' });
  expect(JSON.stringify(facade.server.lines)).not.toContain(tokens.access_token);
});

test('what a host has not it may write as null', async () => {
  const response = await facade.server.fetch(
    new Request(`${ISSUER}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: null, logo_uri: null, redirect_uris: [LOOPBACK_REDIRECT] }),
    }),
  );
  expect(response.status).toBe(201);
});

test('people are shown a page, and programs JSON, while the keys cannot be read', async () => {
  const down = await startFacade();
  down.pool.secrets.clear();
  const page = await down.get('/oauth/callback?state=x');
  expect([page.status, page.headers.get('content-type'), page.headers.get('retry-after')]).toEqual([
    400,
    'text/html; charset=utf-8',
    null,
  ]);
  const lost = await down.get(`/oauth/callback?state=${'A'.repeat(48)}`);
  expect([lost.status, lost.headers.get('content-type'), lost.headers.get('retry-after')]).toEqual([
    503,
    'text/html; charset=utf-8',
    '5',
  ]);
  const answer = await down.form('/oauth/token', { client_id: '1.AAAA' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/json']);
  await down.pool.stop();
});

test('two that register alike have different ids: one can be switched off alone', async () => {
  expect(await facade.register()).not.toBe(await facade.register());
});

test('a refresh gives new tokens to the same host', async () => {
  const client = await facade.register();
  const first = await facade.tokens(client);
  const response = await facade.form('/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: first.refresh_token ?? '',
    client_id: client,
  });
  const second = await bodyOf(response);
  expect(second).toMatchObject({ token_type: 'Bearer', scope: first.scope });
  expect(second.refresh_token).not.toBe(first.refresh_token);
  const answer = await facade.server.call('whoami', {}, { authorization: `Bearer ${second.access_token}` });
  expect(answer.status).toBe(200);
});

test('state comes back byte for byte, beside iss', async () => {
  const client = await facade.register();
  const page = await facade.get(
    `/oauth/authorize?response_type=code&client_id=${client}&redirect_uri=${encodeURIComponent(LOOPBACK_REDIRECT)}` +
      `&state=a/b+c%25%2Fd==&code_challenge_method=plain`,
  );
  expect(page.headers.get('location')).toBe(
    `${LOOPBACK_REDIRECT}?error=invalid_request&iss=${encodeURIComponent(ISSUER)}&state=a/b+c%25%2Fd==`,
  );
});

test.each([
  [
    'Cursor registers three at once',
    [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ],
  ],
  [
    'Visual Studio Code registers four',
    [
      'http://127.0.0.1:33418/',
      'http://127.0.0.1/',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ],
  ],
  ['Claude', [CLAUDE_REDIRECT]],
  ['ChatGPT', ['https://chatgpt.com/connector/oauth/a1B2-c3']],
  [
    'Amazon Quick',
    [
      'https://us-east-1.quicksight.aws.amazon.com/sn/oauthcallback',
      'https://us-east-1-onebox.quicksight.aws.amazon.com/sn/oauthcallback',
    ],
  ],
  ['Inspector', ['http://localhost:6274/oauth/callback', 'http://localhost:6274/oauth/callback/debug']],
])('%s', async (_host, redirectUris) => {
  const client = await facade.register(redirectUris);
  for (const uri of redirectUris) {
    const page = await facade.authorize({ client_id: client, redirect_uri: uri });
    expect(page.status).toBe(200);
  }
});

test('only the way that is logged says who failed, and why', async () => {
  const client = await facade.register();
  await facade.form('/oauth/token', {
    grant_type: 'authorization_code',
    code: 'nothing',
    client_id: client,
    code_verifier: VERIFIER,
  });
  expect(facade.server.lines.at(-1)).toMatchObject({
    path: '/oauth/token',
    status: 400,
    agent: client,
    reason: expect.stringContaining('the code is of another login'),
  });
});
