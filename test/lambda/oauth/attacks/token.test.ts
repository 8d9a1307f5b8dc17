/** T36–T40: what a host's program sends. */
import {
  CHALLENGE,
  LOOPBACK_REDIRECT,
  VERIFIER,
  bodyOf,
  encode,
  startFacade,
  type Facade,
  type Fields,
} from '../../../support/facade';
import { RESOURCE } from '../../../support/cognito-pool';
import { ManualClock } from '../../../support/manual-clock';
import { expectJson, expectNoUpstream } from './expectations';

let facade: Facade;
let client: string;
let other: string;
let code: string;
beforeEach(async () => {
  facade = await startFacade();
  client = await facade.register();
  other = await facade.register([LOOPBACK_REDIRECT], 'Another');
  code = (await facade.login(client)).searchParams.get('code') ?? '';
});
afterEach(() => facade.pool.stop());

const exchange = (
  fields: Fields = {},
  headers: Record<string, string> = {},
  at = facade,
): Promise<Response> =>
  at.form(
    '/oauth/token',
    {
      grant_type: 'authorization_code',
      code,
      client_id: client,
      redirect_uri: LOOPBACK_REDIRECT,
      code_verifier: VERIFIER,
      resource: RESOURCE,
      ...fields,
    },
    headers,
  );

describe('T36 verifier', () => {
  test.each<[string, string | undefined, string]>([
    ['another one', 'another-verifier-of-43-characters-0123456789abc', 'invalid_grant'],
    ['the challenge itself', CHALLENGE, 'invalid_grant'],
    ['missing', undefined, 'invalid_request'],
    ['42 characters', 'a'.repeat(42), 'invalid_request'],
    ['129 characters', 'a'.repeat(129), 'invalid_request'],
    ['not unreserved', `${'a'.repeat(43)}/`, 'invalid_request'],
  ])('%s', async (_case, code_verifier, error) => {
    await expectJson(await exchange({ code_verifier }), error);
    expectNoUpstream(facade);
  });
  test('no code without a challenge is ever made, so none can be asked for with a verifier', async () => {
    const response = await facade.authorize({ client_id: client, code_challenge: undefined });
    expect(response.headers.get('location')).not.toContain('code=');
  });
});

describe('T37 code-substitution', () => {
  test('the code of another host', async () =>
    expectJson(await exchange({ client_id: other }), 'invalid_grant'));
  test('another redirect URI', async () => {
    await expectJson(await exchange({ redirect_uri: 'http://127.0.0.1:1/callback' }), 'invalid_grant');
  });
  test('a code of Cognito as it is', async () => {
    await expectJson(
      await exchange({ code: facade.pool.code(new URL('https://x/?scope=y')) }),
      'invalid_grant',
    );
  });
  test('a refresh token as a code, and the other way round', async () => {
    const { refresh_token } = await facade.tokens(client);
    facade.pool.requests.length = 0;
    await expectJson(await exchange({ code: refresh_token }), 'invalid_grant');
    await expectJson(
      await facade.form('/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: code,
        client_id: client,
      }),
      'invalid_grant',
    );
  });
  test('after five minutes', async () => {
    const clock = new ManualClock();
    const timed = await startFacade({ clock });
    const host = await timed.register();
    const late = (await timed.login(host)).searchParams.get('code') ?? '';
    await clock.advance(300_001);
    await expectJson(await exchange({ code: late, client_id: host }, {}, timed), 'invalid_grant');
    expectNoUpstream(timed);
    await timed.pool.stop();
  });
  afterEach(() => expectNoUpstream(facade));
});

test('T37 code-substitution: the second use is refused by Cognito', async () => {
  expect((await exchange()).status).toBe(200);
  await expectJson(await exchange(), 'invalid_grant');
  expect(facade.pool.requests).toHaveLength(2);
});

describe('T38 token-shape', () => {
  test('GET', async () => {
    const response = await facade.get(`/oauth/token?${encode({ grant_type: 'authorization_code', code })}`);
    await expectJson(response, 'invalid_request', 405);
  });
  test.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
    '',
  ])('Content-Type %j', async (type) =>
    expectJson(await exchange({}, { 'content-type': type }), 'invalid_request'),
  );
  test('credentials in the query', async () => {
    await expectJson(await facade.form(`/oauth/token?client_id=${client}`, {}), 'invalid_request');
  });
  test.each(['grant_type', 'code', 'client_id', 'redirect_uri', 'code_verifier', 'resource'])(
    '%s twice',
    async (name) => {
      await expectJson(await exchange({ [name]: ['a', 'b'] }), 'invalid_request');
    },
  );
  test.each([
    'client_credentials',
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:device_code',
    undefined,
  ])('grant %s', async (grant_type) => expectJson(await exchange({ grant_type }), 'unsupported_grant_type'));
  test('a client that is not known', async () =>
    expectJson(await exchange({ client_id: 'made-up' }), 'invalid_client', 401));
  test('no client', async () => expectJson(await exchange({ client_id: undefined }), 'invalid_request'));
  test('a body without end', async () => {
    await expectJson(await exchange({ padding: 'x'.repeat(20_000) }), 'invalid_request', 413);
  });
  afterEach(() => expectNoUpstream(facade));
});

describe('T38 token-shape', () => {
  test('Cognito is sent these fields alone', async () => {
    const response = await exchange({
      client_secret: 'x',
      scope: 'everything',
      aws_client_metadata: '{"admin":true}',
      state: 'x',
    });
    expect(response.status).toBe(200);
    const [sent] = facade.pool.requests;
    expect(sent?.fields).toEqual({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/^code-/),
      redirect_uri: 'https://mcp.example.com/oauth/callback',
      code_verifier: VERIFIER,
    });
    expect(await bodyOf(response)).not.toHaveProperty('id_token');
  });
  test.each<[number, string, string, number]>([
    [400, 'invalid_client', 'server_error', 500],
    [400, 'unauthorized_client', 'server_error', 500],
    [400, 'invalid_request', 'server_error', 500],
    [400, 'invalid_grant', 'invalid_grant', 400],
    [500, 'boom', 'temporarily_unavailable', 503],
    [429, 'slow_down', 'temporarily_unavailable', 503],
  ])('Cognito %i %s is told as %s', async (status, error, told, toldStatus) => {
    facade.pool.answer = { status, body: { error, error_description: 'secret words of Cognito' } };
    const response = await exchange();
    expect(await response.clone().text()).not.toContain('secret words');
    await expectJson(response, told, toldStatus);
  });
  test('an access token that this server would refuse is not handed out', async () => {
    facade.pool.personClaims = { aud: 'https://other.example.com/mcp' };
    await expectJson(await exchange(), 'server_error', 500);
  });
  test('Cognito without an answer', async () => {
    await facade.pool.stop();
    await expectJson(await exchange(), 'temporarily_unavailable', 503);
  });
});

describe('T39 refresh-binding', () => {
  const refresh = async (fields: Fields = {}): Promise<Response> => {
    const { refresh_token } = await facade.tokens(client, { scope: `${RESOURCE}/read` });
    facade.pool.requests.length = 0;
    return facade.form('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token,
      client_id: client,
      ...fields,
    });
  };
  test('the refresh token of another host', async () =>
    expectJson(await refresh({ client_id: other }), 'invalid_grant'));
  test('a foreign resource', async () => {
    await expectJson(await refresh({ resource: 'https://other.example.com/mcp' }), 'invalid_target');
  });
  test('more scopes', async () => {
    await expectJson(await refresh({ scope: `${RESOURCE}/read ${RESOURCE}/write` }), 'invalid_scope');
    await expectJson(await refresh({ scope: 'made-up' }), 'invalid_scope');
  });
  test('a refresh token of Cognito as it is', async () => {
    await expectJson(await refresh({ refresh_token: 'refresh-1' }), 'invalid_grant');
  });
  afterEach(() => expectNoUpstream(facade));
});

describe('T40 revoke-foreign', () => {
  const revoke = (token: string | undefined, id = client): Promise<Response> =>
    facade.form('/oauth/revoke', { token, client_id: id });

  test('of another host, or garbage: no difference to be seen, and nothing done', async () => {
    const { refresh_token } = await facade.tokens(client);
    facade.pool.requests.length = 0;
    for (const response of [await revoke(refresh_token, other), await revoke('garbage')]) {
      expect([response.status, await response.text()]).toEqual([200, '{}']);
    }
    expectNoUpstream(facade);
  });
  test('an access token', async () => {
    const { access_token } = await facade.tokens(client);
    facade.pool.requests.length = 0;
    await expectJson(await revoke(access_token), 'unsupported_token_type');
    expectNoUpstream(facade);
  });
  test('one of its own ends', async () => {
    const { refresh_token = '' } = await facade.tokens(client);
    expect((await revoke(refresh_token)).status).toBe(200);
    await expectJson(
      await facade.form('/oauth/token', { grant_type: 'refresh_token', refresh_token, client_id: client }),
      'invalid_grant',
    );
  });
  test('no token, no client', async () => {
    await expectJson(await revoke(undefined), 'invalid_request');
    await expectJson(await facade.form('/oauth/revoke', { token: 'x' }), 'invalid_request');
  });
});
