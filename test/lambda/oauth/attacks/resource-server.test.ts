/** T44 and T45, and what else is tried against `/mcp` with tokens. */
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { generateKeyPair, type JWTPayload } from 'jose';
import { createKeyRing } from '../../../../lambda/oauth/key-ring';
import { createSealer } from '../../../../lambda/oauth/sealer';
import { parseRootKeys } from '../../../../lambda/oauth/root-keys';
import { POOL_ISSUER, RESOURCE, ROOT_KEY } from '../../../support/cognito-pool';
import { ISSUER, encode, startFacade, type Facade } from '../../../support/facade';

let facade: Facade;
let client: string;
beforeAll(async () => {
  facade = await startFacade();
  client = await facade.register();
});
afterAll(() => facade.pool.stop());

const ROOT_KEYS = parseRootKeys(JSON.stringify({ kid: '1', key: ROOT_KEY }));
const SEALING = { get: () => Promise.resolve(ROOT_KEYS), refresh: () => Promise.resolve(ROOT_KEYS) };
/** As the facade would hand it out: these attacks are on what is inside. */
const seal = (token: string, issuer = ISSUER): Promise<string> =>
  createSealer(createKeyRing(SEALING, issuer)).seal('access', { token, client });
const call = (token: string, at = facade) =>
  at.server.call('whoami', {}, { authorization: `Bearer ${token}` });

const CHALLENGE = `Bearer error="invalid_token", scope="${RESOURCE}/destructive ${RESOURCE}/read ${RESOURCE}/write", resource_metadata="${ISSUER}/.well-known/oauth-protected-resource/mcp"`;

async function expectRefused(token: string, reason: string | RegExp, at = facade): Promise<void> {
  const answer = await call(token, at);
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, CHALLENGE]);
  const line = at.server.lines.at(-1);
  expect(line).toMatchObject({ status: 401, decision: 'refused', policy: 'token' });
  expect(String(line?.reason)).toMatch(reason);
  expect(JSON.stringify(line)).not.toContain(token.slice(10));
}

describe('T44 host-poisoning', () => {
  const headers: Record<string, string>[] = [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    { forwarded: 'host=evil.example;proto=http' },
    { 'x-mcp-public-host': 'evil.example' },
    { 'x-original-url': '/evil', 'x-rewrite-url': '/evil' },
  ];
  test.each(headers)('%j', async (poison) => {
    for (const path of [
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
    ]) {
      const response = await facade.get(path, undefined, poison);
      const text = await response.text();
      expect(text).toBe(await (await facade.get(path)).text());
      expect(text.match(/"https?:\/\/[^"/]+/g)?.every((url) => url === `"${ISSUER}`)).toBe(true);
    }
    const refused = await facade.get(
      `/oauth/authorize?${encode({ client_id: client, redirect_uri: 'http://127.0.0.1:1/callback' })}`,
      undefined,
      poison,
    );
    expect(refused.headers.get('location')).toContain(`iss=${encodeURIComponent(ISSUER)}`);
  });
  test('also when the request itself was sent to another name', async () => {
    const response = await facade.server.fetch(
      new Request('https://evil.example/.well-known/oauth-authorization-server'),
    );
    expect(JSON.parse(await response.text())).toMatchObject({ issuer: ISSUER });
  });
});

describe('T45 wrong-token-at-mcp', () => {
  test.each<[string, JWTPayload, RegExp]>([
    ['another audience', { aud: 'https://other.example.com/mcp' }, /aud/],
    ['the origin as audience', { aud: ISSUER }, /aud/],
    ['several audiences', { aud: [RESOURCE, 'https://other.example.com/mcp'] }, /aud/],
    ['no audience', { aud: undefined }, /aud/],
    ['an ID token', { token_use: 'id' }, /token_use/],
    ['no token_use', { token_use: undefined }, /token_use/],
    ['another app client', { client_id: 'other' }, /app client/],
    ['the facade as issuer', { iss: ISSUER }, /Issuer/],
    ['another pool', { iss: `${POOL_ISSUER}2` }, /Issuer/],
    ['no issuer', { iss: undefined }, /Issuer/],
    ['expired', { exp: Math.floor(Date.now() / 1_000) - 1 }, /expired/],
    ['not yet valid', { nbf: Math.floor(Date.now() / 1_000) + 600 }, /before/],
    ['no subject', { sub: undefined }, /sub/],
    ['no scope of this server', { scope: 'https://other.example.com/mcp/read openid' }, /scope/],
    ['no scope at all', { scope: undefined }, /scope/],
  ])('%s', async (_case, claims, reason) => {
    await expectRefused(await seal(await facade.pool.token(claims)), reason);
  });

  test('alg none', async () => {
    const [, body = ''] = (await facade.pool.token()).split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'k1' })).toString('base64url');
      await expectRefused(await seal(`${header}.${body}.`), /./);
      await expectRefused(await seal(`${header}.${body}.AAAA`), /./);
    }
  });
  test('HS256 with the public key as its secret', async () => {
    const keys = JSON.parse(await (await fetch(`${facade.pool.url}/.well-known/jwks.json`)).text()).keys;
    const spki = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const [, body = ''] = (await facade.pool.token()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'k1' })).toString('base64url');
    const signature = createHmac('sha256', spki).update(`${header}.${body}`).digest('base64url');
    await expectRefused(await seal(`${header}.${body}.${signature}`), /./);
  });
  test('signed by another key', async () => {
    await expectRefused(
      await seal(await facade.pool.token({}, { key: await generateKeyPair('RS256') })),
      /signature/i,
    );
  });
  test.each(['../../etc/passwd', 'https://evil.example/jwks.json', "k1' OR '1'='1", '', 'k2'])(
    'kid %j',
    async (kid) => {
      const answer = await call(await seal(await facade.pool.token({}, { header: { kid } })));
      expect([401, 503]).toContain(answer.status);
    },
  );
  test('jku, x5u and jwk in the header change nothing', async () => {
    const evil = await generateKeyPair('RS256', { extractable: true });
    const header = {
      jku: 'https://evil.example/jwks.json',
      x5u: 'https://evil.example/x',
      jwk: { kty: 'RSA' },
    };
    await expectRefused(await seal(await facade.pool.token({}, { key: evil, header })), /signature/i);
  });
  test('a token of the people as it comes from Cognito, past the facade', async () => {
    await expectRefused(await facade.pool.token(), /no machine/);
  });
  test('a token that was sealed elsewhere, altered, or for something else', async () => {
    const token = await facade.pool.token();
    const sealed = await seal(token);
    await expectRefused(await seal(token, 'https://other.example.com'), /not handed out here/);
    await expectRefused(`${sealed.slice(0, -2)}${sealed.endsWith('A') ? 'BB' : 'AA'}`, /not handed out here/);
    await expectRefused(`9${sealed.slice(1)}`, /not handed out here/);
    const { refresh_token = '' } = await facade.tokens(client);
    await expectRefused(refresh_token, /not handed out here/);
    await expectRefused(randomUUID(), /not handed out here/);
  });
  test.each([
    ['', 401],
    ['Bearer', 401],
    ['Basic dXNlcjpwYXNz', 401],
    ['Bearer a b', 401],
    ['bearer ', 401],
  ])('Authorization %j', async (authorization, status) => {
    expect((await facade.server.call('whoami', {}, { authorization })).status).toBe(status);
  });
  test('a token in the query is no token', async () => {
    const sealed = await seal(await facade.pool.token());
    const response = await facade.server.fetch(
      new Request(`${RESOURCE}?access_token=${sealed}`, { method: 'POST', body: '{}' }),
    );
    expect(response.status).toBe(401);
    expect(JSON.stringify(facade.server.lines.at(-1))).not.toContain(sealed.slice(10));
  });
  test('claims cannot write lines of their own into the log', async () => {
    const subject = 'ana\n{"message":"request","caller":"root"}\u202e';
    const answer = await call(await seal(await facade.pool.token({ sub: subject })));
    expect(answer.status).toBe(200);
    expect(facade.server.lines.at(-1)?.caller).toBe(subject);
    expect(JSON.stringify(facade.server.lines.at(-1)).split('\n')).toHaveLength(1);
  });
});

describe('the keys of the pool', () => {
  const hosted = async (broken: () => boolean) => {
    const up = await startFacade();
    const fetched: string[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (url.endsWith('/jwks.json')) {
        fetched.push(url);
        if (broken()) throw new Error('connect ECONNREFUSED');
      }
      return original(input, init);
    };
    return { up, fetched, restore: () => (globalThis.fetch = original) };
  };

  test('an outage with a cold cache: nobody is let in, and it is not the caller', async () => {
    const { up, restore } = await hosted(() => true);
    const answer = await call(await seal(await facade.pool.token()), up);
    restore();
    await up.pool.stop();
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([503, null]);
    expect(answer.headers.get('retry-after')).toBe('10');
  });
  test('an outage with a warm one changes nothing, and no call fetches', async () => {
    let broken = false;
    const { up, fetched, restore } = await hosted(() => broken);
    const token = await seal(await up.pool.token());
    expect((await call(token, up)).status).toBe(200);
    broken = true;
    for (let count = 0; count < 20; count++) {
      expect((await call(await seal(await up.pool.token({ jti: `${count}` })), up)).status).toBe(200);
    }
    restore();
    await up.pool.stop();
    expect(fetched).toHaveLength(1);
  });
  test('two keys of one kid: a token of the second is not good by the name of the first', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const response = await original(input, init);
      const url = input instanceof Request ? input.url : input.toString();
      if (!url.endsWith('/jwks.json')) return response;
      const { keys } = JSON.parse(await response.text());
      const twin = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
      return Response.json({ keys: [twin, ...keys] });
    };
    const up = await startFacade();
    const answer = await call(await seal(await up.pool.token()), up);
    globalThis.fetch = original;
    await up.pool.stop();
    expect(answer.status).toBe(401);
  });
});

test('Secrets Manager without an answer: nobody is let in, and it is not the caller', async () => {
  const up = await startFacade();
  up.pool.secrets.clear();
  const answer = await call(await seal(await up.pool.token()), up);
  expect(answer.status).toBe(503);
  expect(JSON.stringify(up.server.lines.at(-1))).not.toContain(ROOT_KEY);
  await up.pool.stop();
});
