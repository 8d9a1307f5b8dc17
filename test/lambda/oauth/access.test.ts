/** Scopes limit a token; groups limit a person; a program is limited to what it was made for. */
import { RESOURCE } from '../../support/cognito-pool';
import { LOOPBACK_REDIRECT, bodyOf, startFacade, type Facade } from '../../support/facade';

let facade: Facade;
let client: string;
beforeEach(async () => {
  facade = await startFacade();
  client = await facade.register();
});
afterEach(() => facade.pool.stop());

const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const full = (...scopes: string[]) => scopes.map((scope) => `${RESOURCE}/${scope}`).join(' ');

test('a person outside a group who asks for every scope gets only what the groups allow', async () => {
  facade.pool.personClaims = {};
  const tokens = await facade.tokens(client, { scope: full('read', 'write', 'destructive') });
  expect(tokens.scope).toBe(full('read'));
  expect((await facade.server.call('whoami', {}, bearer(tokens.access_token))).result).toMatchObject({
    content: [{ text: expect.stringContaining('"scopes":["read"]') }],
  });
  const refused = await facade.server.call('leak_password', {}, bearer(tokens.access_token));
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([200, null]);
  expect(refused.result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('Do not try again; the operator gives access.') }],
  });
});

test.each([
  ['everyone', {}],
  ['a group that is not mapped', { 'cognito:groups': ['marketing'] }],
  ['a group with the name of a property', { 'cognito:groups': ['constructor', '__proto__', 'toString'] }],
  ['a claim that is no list', { 'cognito:groups': 'support' }],
])('%s may read', async (_case, claims) => {
  facade.pool.personClaims = claims;
  expect((await facade.tokens(client)).scope).toBe(full('read'));
});

test('a right that the person may hold, and this token does not, is asked for by a challenge', async () => {
  const tokens = await facade.tokens(client, { scope: full('read') });
  expect(tokens.scope).toBe(full('read'));
  const refused = await facade.server.call('leak_password', {}, bearer(tokens.access_token));
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
    403,
    `Bearer error="insufficient_scope", scope="${full('read', 'write')}", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"`,
  ]);
});

test('a prompt that the person may not read is refused without a challenge', async () => {
  await facade.pool.stop();
  facade = await startFacade({ auth: { access: { everyone: [], support: ['write'] } } });
  client = await facade.register();
  const { access_token } = await facade.tokens(client, { scope: full('write') });
  const refused = await facade.server.rpc('prompts/get', { name: 'x' }, bearer(access_token));
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, null]);
});

test('somebody who may do nothing gets no token', async () => {
  await facade.pool.stop();
  facade = await startFacade({ auth: { access: { everyone: [] } } });
  client = await facade.register();
  facade.pool.personClaims = {};
  expect(await facade.tokens(client)).toMatchObject({ error: 'invalid_scope' });
});

test('where the pool cannot bind tokens, the app client and the prefix of the scopes stand in', async () => {
  await facade.pool.stop();
  facade = await startFacade({ auth: { resourceBinding: 'clientId' } });
  client = await facade.register();
  facade.pool.personClaims = { aud: undefined };
  const tokens = await facade.tokens(client);
  expect((await facade.server.call('whoami', {}, bearer(tokens.access_token))).status).toBe(200);
  facade.pool.personClaims = { aud: 'https://other.example.com/mcp' };
  expect(await facade.tokens(client)).toMatchObject({ error: 'server_error' });
});

describe('a program with an app client of its own', () => {
  const machine = { client_id: 'machine-1', sub: 'machine-1', username: undefined, aud: undefined };

  test('calls with the token as it comes from Cognito', async () => {
    const token = await facade.pool.token({ ...machine, scope: full('read') });
    expect((await facade.server.call('whoami', {}, bearer(token))).result).toMatchObject({
      content: [{ text: JSON.stringify({ subject: 'machine-1', agent: 'machine-1', scopes: ['read'] }) }],
    });
  });
  test('holds no more than it was made for', async () => {
    const token = await facade.pool.token({ ...machine, scope: full('read', 'write') });
    const refused = await facade.server.call('leak_password', {}, bearer(token));
    expect(refused.result).toMatchObject({ isError: true });
  });
  test.each([
    ['another app client', { client_id: 'machine-2' }],
    ["the people's", { client_id: 'people' }],
    ['a person behind it', { username: 'ana' }],
    ['another audience', { aud: 'https://other.example.com/mcp' }],
    ['scopes of another server', { scope: 'https://other.example.com/mcp/read' }],
    ['a prefix that only begins alike', { scope: `${RESOURCE}2/read` }],
    ['an ID token', { token_use: 'id' }],
  ])('is refused: %s', async (_case, claims) => {
    const token = await facade.pool.token({ ...machine, scope: full('read'), ...claims });
    expect((await facade.server.call('whoami', {}, bearer(token))).status).toBe(401);
  });
});

describe('cut off', () => {
  const off = (kind: 'agent' | 'caller', name: string) => ({
    list: () => Promise.resolve([{ kind, name, reason: 'test' }]),
    changes: () => Promise.resolve([]),
  });
  const withSwitch = async (switches: ReturnType<typeof off>) => {
    const cut = await startFacade({ switches });
    cut.pool.secrets.set('arn:sealing-keys', facade.pool.secrets.get('arn:sealing-keys') ?? '');
    return cut;
  };

  test('one host: its calls, its refreshes and its logins end, others go on', async () => {
    const cut = await withSwitch(off('agent', client));
    const other = await cut.register([LOOPBACK_REDIRECT], 'Another');
    expect((await cut.authorize({ client_id: client })).status).toBe(403);
    expect((await cut.authorize({ client_id: other })).status).toBe(200);
    const { refresh_token } = await facade.tokens(client);
    const refreshed = await cut.form('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token,
      client_id: client,
    });
    expect(await bodyOf(refreshed)).toMatchObject({ error: 'invalid_grant' });
    expect(cut.pool.requests).toEqual([]);
    const tokens = await cut.tokens(other);
    expect((await cut.server.call('whoami', {}, bearer(tokens.access_token))).result).not.toHaveProperty(
      'isError',
    );
    await cut.pool.stop();
  });
  test('one person', async () => {
    const cut = await withSwitch(off('caller', 'sub-ana'));
    const tokens = await cut.tokens(client);
    expect((await cut.server.call('whoami', {}, bearer(tokens.access_token))).result).toMatchObject({
      isError: true,
    });
    const refreshed = await cut.form('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
      client_id: client,
    });
    expect(await bodyOf(refreshed)).toMatchObject({ error: 'invalid_grant' });
    await cut.pool.stop();
  });
});

test('each URL of the service is an issuer of its own, and a token of one is none of the other', async () => {
  const old = 'https://abc.execute-api.eu-west-1.amazonaws.com/mcp';
  await facade.pool.stop();
  facade = await startFacade({ settings: { alternateUrls: [old] } });
  client = await facade.register();
  const { origin } = new URL(old);
  const metadata = await facade.server.fetch(new Request(`${origin}/.well-known/oauth-authorization-server`));
  expect(await bodyOf(metadata)).toMatchObject({
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    scopes_supported: [`${old}/destructive`, `${old}/read`, `${old}/write`],
  });
  const { access_token } = await facade.tokens(client);
  const atOld = await facade.server.fetch(
    new Request(old, { method: 'POST', headers: bearer(access_token), body: '{}' }),
  );
  expect(atOld.status).toBe(401);
  expect(atOld.headers.get('www-authenticate')).toContain(`${origin}/.well-known/`);
});
