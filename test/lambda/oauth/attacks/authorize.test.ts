/** T01–T16: what comes to `/oauth/authorize` and `/oauth/register`. */
import { systemClock } from '../../../../lambda/clock';
import {
  CLAUDE_REDIRECT,
  LOOPBACK_REDIRECT,
  bodyOf,
  encode,
  locationOf,
  startFacade,
  type Facade,
  type Fields,
} from '../../../support/facade';
import { RESOURCE, ROOT_KEY } from '../../../support/cognito-pool';
import { BrowserJar } from '../../../support/browser-jar';
import { expectJson, expectNoUpstream, expectReturned, expectStopped } from './expectations';

const CONFIGURED = 'my-static-host';
let facade: Facade;
let client: string;
beforeAll(async () => {
  facade = await startFacade({
    auth: {
      hosts: [{ name: 'Static', clientId: CONFIGURED, redirectUris: [CLAUDE_REDIRECT, LOOPBACK_REDIRECT] }],
    },
  });
  client = await facade.register();
});
afterEach(() => expectNoUpstream(facade));
afterAll(() => facade.pool.stop());

const registerRaw = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  facade.server.fetch(
    new Request('https://mcp.example.com/oauth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );

test('T01 unknown-client: a made-up id', async () => {
  const page = await facade.authorize({ client_id: 'made-up' });
  expect(await page.clone().text()).toContain('invalid_client');
  await expectStopped(page);
  await expectStopped(await facade.authorize({ client_id: undefined }));
});

describe('T02 forged-dcr-id', () => {
  const flip = (id: string, at: number): string =>
    id.slice(0, at) + (id[at] === 'A' ? 'B' : 'A') + id.slice(at + 1);

  test('one bit flipped, anywhere', async () => {
    for (let at = 2; at < client.length; at += 7) {
      await expectStopped(await facade.authorize({ client_id: flip(client, at) }));
    }
  });
  test('truncated, prolonged, with another key id', async () => {
    for (const id of [
      client.slice(0, -1),
      client.slice(0, 20),
      `${client}A`,
      client.replace('1.', '2.'),
      '1.',
    ]) {
      await expectStopped(await facade.authorize({ client_id: id }));
    }
  });
  test('a value that was sealed for another purpose', async () => {
    const html = await (await facade.authorize({ client_id: client })).text();
    const sealed = /name="request" value="([^"]+)"/.exec(html)?.[1];
    await expectStopped(await facade.authorize({ client_id: sealed }));
  });
  test('an id of another deployment, and of a key that is retired', async () => {
    for (const url of [RESOURCE, 'https://other.example.com/mcp']) {
      const other = await startFacade({ settings: { url } });
      if (url === RESOURCE) {
        other.pool.secrets.set(
          'arn:registration-keys',
          JSON.stringify({ kid: '9', key: `${ROOT_KEY}-retired` }),
        );
      }
      const foreign = await other.register();
      await other.pool.stop();
      await expectStopped(await facade.authorize({ client_id: foreign }));
    }
  });
});

describe('T03 unregistered-redirect', () => {
  const variants = (uri: string): string[] => [
    uri.replace(/:\/\/[^/:]+/, '://evil.example'),
    `${uri}/`,
    `${uri}x`,
    uri.slice(0, -1),
    `${uri}/../x`,
    `${uri}?extra=1`,
    uri.toUpperCase(),
  ];
  test('a registered, a configured and a documented client', async () => {
    const documented = 'https://claude.ai/oauth/mcp-oauth-client-metadata';
    const withDocument = await startFacade({
      fetchPublic: () =>
        Promise.resolve({
          text: JSON.stringify({
            client_id: documented,
            client_name: 'Claude',
            redirect_uris: [CLAUDE_REDIRECT],
          }),
          contentType: 'application/json',
          cacheControl: '',
        }),
    });
    const claude = await facade.register([CLAUDE_REDIRECT]);
    const cases: [Facade, string, string][] = [
      [facade, client, LOOPBACK_REDIRECT],
      [facade, claude, CLAUDE_REDIRECT],
      [facade, CONFIGURED, CLAUDE_REDIRECT],
      [withDocument, documented, CLAUDE_REDIRECT],
    ];
    for (const [at, id, uri] of cases) {
      expect((await at.authorize({ client_id: id, redirect_uri: uri })).status).toBe(200);
      for (const wrong of variants(uri)) {
        await expectStopped(await at.authorize({ client_id: id, redirect_uri: wrong }));
      }
    }
    await withDocument.pool.stop();
  });
});

test('T03 unregistered-redirect: the operator finds the address in the log, without what follows the path', async () => {
  await facade.authorize({ client_id: client, redirect_uri: 'https://editor.example.com/cb?secret=1#x' });
  expect(facade.server.lines.at(-1)).toMatchObject({ refusedRedirect: 'https://editor.example.com/cb' });
});

test('T04 missing-redirect: also where only one is registered', async () => {
  await expectStopped(await facade.authorize({ client_id: client, redirect_uri: undefined }));
});

test.each([
  'javascript:alert(1)',
  'JaVaScript:alert(1)',
  ' javascript:alert(1)',
  '\thttps://claude.ai/api/mcp/auth_callback',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://public.example/cb',
  'evil-app://callback',
  'cursor://anysphere.cursor-mcp/oauth/callback/../x',
  'https://evil.example/cb',
])('T05 evil-scheme-register: %j', async (uri) => {
  await expectJson(
    await registerRaw({ client_name: 'Claude', redirect_uris: [uri] }),
    'invalid_redirect_uri',
  );
  await expectJson(await registerRaw({ redirect_uris: [LOOPBACK_REDIRECT, uri] }), 'invalid_redirect_uri');
});

test.each([
  'https://user@claude.ai/api/mcp/auth_callback',
  'https://claude.ai@evil.example/api/mcp/auth_callback',
  'https://claude.ai\\@evil.example/api/mcp/auth_callback',
  'https:\\\\claude.ai/api/mcp/auth_callback',
  'https://claude.ai%2fevil.example/api/mcp/auth_callback',
  'https://claude.ai%00.evil.example/api/mcp/auth_callback',
  'https://ｃｌａｕｄｅ.ai/api/mcp/auth_callback',
  'https://claude.ai./api/mcp/auth_callback',
  'https://claude.ai/api/mcp/auth_callback#x',
  'https://claude.ai:443/api/mcp/auth_callback',
  'http://127.0.0.1:80\\@evil.example/callback',
  'http://127.0.0.1:99999/callback',
])('T06 parser-confusion: %j', async (uri) => {
  await expectJson(await registerRaw({ redirect_uris: [uri] }), 'invalid_redirect_uri');
  await expectStopped(await facade.authorize({ client_id: client, redirect_uri: uri }));
  await expectStopped(await facade.authorize({ client_id: CONFIGURED, redirect_uri: uri }));
});

test.each([
  'http://localhost.evil.example/callback',
  'http://127.0.0.1.evil.example/callback',
  'http://127.0.0.1@evil/callback',
  'http://[::ffff:127.0.0.1]/callback',
  'http://0.0.0.0/callback',
  'http://2130706433/callback',
  'http://127.1/callback',
  'https://127.0.0.1/callback',
])('T07 loopback-lookalike: %j', async (uri) => {
  await expectStopped(await facade.authorize({ client_id: client, redirect_uri: uri }));
  await expectJson(await registerRaw({ redirect_uris: [uri] }), 'invalid_redirect_uri');
});

describe('T08 loopback-swap', () => {
  test.each([
    'http://localhost:49152/callback',
    'http://[::1]:49152/callback',
    'http://127.0.0.1:49152/other',
    `${LOOPBACK_REDIRECT}?a=1`,
  ])('%s is another one', async (uri) =>
    expectStopped(await facade.authorize({ client_id: client, redirect_uri: uri })),
  );
  test.each(['http://127.0.0.1:1/callback', 'http://127.0.0.1:65535/callback', 'http://127.0.0.1/callback'])(
    '%s is the same one',
    async (uri) => {
      expect((await facade.authorize({ client_id: client, redirect_uri: uri })).status).toBe(200);
    },
  );
  test('a registration without port means every port', async () => {
    const id = await facade.register(['http://localhost/callback']);
    const page = await facade.authorize({ client_id: id, redirect_uri: 'http://localhost:50001/callback' });
    expect(page.status).toBe(200);
  });
});

test.each(['client_id', 'redirect_uri', 'state', 'scope', 'code_challenge', 'response_type'])(
  'T09 duplicate-parameter: %s',
  async (name) => {
    const good: Record<string, string> = {
      response_type: 'code',
      client_id: client,
      redirect_uri: LOOPBACK_REDIRECT,
      state: 'state-1',
      scope: `${RESOURCE}/read`,
      code_challenge: 'x',
    };
    await expectStopped(await facade.authorize({ ...good, [name]: [good[name] ?? '', good[name] ?? ''] }));
  },
);

const returned = async (fields: Fields, error: string): Promise<void> =>
  expectReturned(await facade.authorize({ client_id: client, ...fields }), error, LOOPBACK_REDIRECT);

test('T10 pkce-missing', () => returned({ code_challenge: undefined }, 'invalid_request'));

test.each([
  ['plain', { code_challenge_method: 'plain' }],
  ['lower case', { code_challenge_method: 's256' }],
  ['no method', { code_challenge_method: undefined }],
  ['42 characters', { code_challenge: 'a'.repeat(42) }],
  ['44 characters', { code_challenge: 'a'.repeat(44) }],
  ['not base64url', { code_challenge: '+'.repeat(43) }],
])('T11 pkce-weak: %s', (_case, fields) => returned(fields, 'invalid_request'));

test.each<[string, Fields, string]>([
  ['token', { response_type: 'token' }, 'unsupported_response_type'],
  ['code token', { response_type: 'code token' }, 'unsupported_response_type'],
  ['none', { response_type: undefined }, 'unsupported_response_type'],
  ['fragment', { response_mode: 'fragment' }, 'unsupported_response_type'],
  ['form_post', { response_mode: 'form_post' }, 'unsupported_response_type'],
  ['request', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  ['request_uri', { request_uri: 'https://evil.example/r' }, 'request_not_supported'],
])('T12 response-type: %s', (_case, fields, error) => returned(fields, error));

test.each<[string, Fields]>([
  ['other origin', { resource: 'https://other.example.com/mcp' }],
  ['other path', { resource: 'https://mcp.example.com/other' }],
  ['the origin alone', { resource: 'https://mcp.example.com/' }],
  ['fragment', { resource: `${RESOURCE}#x` }],
  ['http twin', { resource: 'http://mcp.example.com/mcp' }],
  ['two values', { resource: [RESOURCE, 'https://other.example.com/mcp'] }],
  ['twice the same', { resource: [RESOURCE, RESOURCE] }],
])('T13 foreign-resource: %s', (_case, fields) => returned(fields, 'invalid_target'));

test('T13 foreign-resource: none at all is ours', async () => {
  expect((await facade.authorize({ client_id: client, resource: undefined })).status).toBe(200);
});

describe('T14 scope-escalation', () => {
  test.each([
    'made-up',
    'read',
    `${RESOURCE}/made-up`,
    'https://other.example.com/mcp/read',
    'aws.cognito.signin.user.admin',
    'offline_access',
    `${RESOURCE}/read aws.cognito.signin.user.admin`,
  ])('%s', (scope) => returned({ scope }, 'invalid_scope'));

  test.each([
    [`openid ${RESOURCE}/read email offline_access profile phone`, `${RESOURCE}/read`],
    [undefined, `${RESOURCE}/destructive ${RESOURCE}/read ${RESOURCE}/write`],
    ['', `${RESOURCE}/destructive ${RESOURCE}/read ${RESOURCE}/write`],
  ])('%s asks Cognito for what is meant, and never for nothing', async (scope, upstream) => {
    const jar = new BrowserJar();
    const consented = await facade.post(await facade.authorize({ client_id: client, scope }, jar), jar);
    expect(new URL(locationOf(consented)).searchParams.get('scope')).toBe(upstream);
  });
});

describe('T15 parameter-smuggling', () => {
  test('prompt=none', () => returned({ prompt: 'none' }, 'interaction_required'));
  test('nothing else is handed on', async () => {
    const jar = new BrowserJar();
    const fields = {
      client_id: client,
      prompt: 'login',
      identity_provider: 'Evil',
      idp_identifier: 'evil.example',
      login_hint: 'victim@example.com',
      nonce: 'n',
      lang: 'xx',
      unknown: 'x',
    };
    const consented = await facade.post(await facade.authorize(fields, jar), jar);
    const sent = new URL(locationOf(consented)).searchParams;
    expect([...sent.keys()].toSorted()).toEqual(
      [
        'response_type',
        'client_id',
        'redirect_uri',
        'state',
        'scope',
        'code_challenge',
        'code_challenge_method',
        'resource',
      ].toSorted(),
    );
  });
});

describe('T16 oversize-flood', () => {
  test('state, URL', async () => {
    await expectStopped(await facade.authorize({ client_id: client, state: 'x'.repeat(2_049) }));
    await expectStopped(await facade.authorize({ client_id: client, unknown: 'x'.repeat(8_192) }));
    expect((await facade.authorize({ client_id: client, state: 'x'.repeat(2_048) })).status).toBe(200);
  });
  test('a long state fits into a cookie', async () => {
    const jar = new BrowserJar();
    await facade.post(await facade.authorize({ client_id: client, state: 'aB3-'.repeat(512) }, jar), jar);
    expect(jar.header().length).toBeLessThan(4_096);
  });
  test('registration: body, number of URIs', async () => {
    const many = Array.from({ length: 11 }, (_, index) => `http://127.0.0.1/${index}`);
    await expectJson(await registerRaw({ redirect_uris: many }), 'invalid_redirect_uri');
    await expectJson(
      await registerRaw({ redirect_uris: [LOOPBACK_REDIRECT], padding: 'x'.repeat(16_384) }),
      'invalid_client_metadata',
      413,
    );
    const id = (
      await bodyOf(await registerRaw({ redirect_uris: many.slice(1), client_name: '😀'.repeat(60) }))
    ).client_id;
    expect(id?.length).toBeLessThanOrEqual(255);
    expect((await facade.authorize({ client_id: id, redirect_uri: 'http://127.0.0.1:5/10' })).status).toBe(
      200,
    );
  });
  test('a flood is answered 429', async () => {
    const flooded = await startFacade({ clock: systemClock });
    const answers = await Promise.all(
      Array.from({ length: 400 }, () => flooded.get(`/oauth/authorize?${encode({ client_id: 'x' })}`)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([400, 429]));
    await flooded.pool.stop();
  });
});
