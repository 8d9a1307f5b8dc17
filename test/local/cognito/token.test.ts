import { createPublicKey, verify } from 'node:crypto';
import { generateSigningKey } from '../../../local/stand-ins/signing-key';
import { decodeJwt } from '../tokens';
import {
  ANA,
  CALLBACK,
  ISSUER,
  PEOPLE,
  URL_OF_SERVER,
  authorizeUrl,
  logIn,
  post,
  publishedKeys,
  redeem,
  refresh,
  startedPool,
} from './fixtures';
import { Browser, PKCE } from './browser';

const pool = startedPool();
const withoutRotation = startedPool({ rotation: false });

const MACHINE = { grant_type: 'client_credentials', client_id: 'nightly1', client_secret: 'machine-secret' };

function headerOf(token = ''): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
}

/** Whether a published key signed a token. */
async function isSigned(token = ''): Promise<boolean> {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const { kid } = headerOf(token);
  const key = (await publishedKeys(pool.running)).find((published) => published.kid === kid);
  return (
    key !== undefined &&
    verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      createPublicKey({ key, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    )
  );
}

describe('people', () => {
  test('a code is answered with tokens and without a scope', async () => {
    const { status, body } = await redeem(pool.running, (await logIn(pool.running)).get('code'));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 900,
      token_type: 'Bearer',
    });
    expect(await isSigned(body.access_token)).toBe(true);
    expect(headerOf(body.access_token)).toEqual({ alg: 'RS256', kid: pool.running.standIn.key.kid });
    const claims = decodeJwt(body.access_token);
    expect(claims).toEqual({
      sub: ANA.sub,
      iss: ISSUER,
      client_id: 'people1',
      origin_jti: expect.any(String),
      token_use: 'access',
      scope: `${URL_OF_SERVER}/read`,
      auth_time: expect.any(Number),
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.any(String),
      username: ANA.username,
      version: 2,
      'cognito:groups': ['support', 'approvers'],
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
  });

  test('a user in no group has no claim of groups', async () => {
    const reader = { username: 'reader@example.com', password: 'desk' };
    const back = await logIn(pool.running, {}, new Browser(), reader);
    const { body } = await redeem(pool.running, back.get('code'));
    expect(decodeJwt(body.access_token)).toMatchObject({ username: 'reader@example.com' });
    expect(decodeJwt(body.access_token)).not.toHaveProperty('cognito:groups');
  });

  test('a token is bound to the resource, and stays so when it is renewed', async () => {
    const back = await logIn(pool.running, { resource: URL_OF_SERVER });
    const first = await redeem(pool.running, back.get('code'));
    expect(decodeJwt(first.body.access_token)).toMatchObject({ aud: URL_OF_SERVER });
    const second = await refresh(pool.running, first.body.refresh_token);
    expect(decodeJwt(second.body.access_token)).toMatchObject({ aud: URL_OF_SERVER });
    const [one, two] = [first, second].map(({ body }) => decodeJwt(body.access_token));
    expect(two?.origin_jti).toBe(one?.origin_jti);
    expect(two?.auth_time).toBe(one?.auth_time);
  });

  test.each([['https://mcp.example.com/other'], ['http://localhost:1/mcp'], ['myapp://resource']])(
    'the resource %s, which is no resource server, fails at the token endpoint',
    async (resource) => {
      const back = await logIn(pool.running, { resource });
      expect(await redeem(pool.running, back.get('code'))).toEqual({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    },
  );

  test('an id token comes with openid only', async () => {
    const { body } = await redeem(pool.running, (await logIn(pool.running, { scope: 'openid' })).get('code'));
    expect(decodeJwt(body.id_token)).toMatchObject({
      iss: ISSUER,
      aud: 'people1',
      sub: ANA.sub,
      token_use: 'id',
      'cognito:username': ANA.username,
      'cognito:groups': ['support', 'approvers'],
    });
  });

  test('a code is good once', async () => {
    const code = (await logIn(pool.running)).get('code');
    expect((await redeem(pool.running, code)).status).toBe(200);
    expect(await redeem(pool.running, code)).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  test.each<[string, Record<string, string>, TokenError]>([
    ['another verifier', { code_verifier: PKCE.verifier.toUpperCase() }, { error: 'invalid_grant' }],
    ['another secret', { client_secret: 'third-secret' }, { error: 'invalid_client' }],
    ['another app client', { client_id: 'other1', client_secret: 'other' }, { error: 'invalid_grant' }],
    [
      'another callback',
      { redirect_uri: `${CALLBACK}/` },
      { error: 'unauthorized_client', error_description: 'invalid_redirect' },
    ],
    ['a grant that does not exist', { grant_type: 'password' }, { error: 'unsupported_grant_type' }],
  ])('%s is an error and nothing else', async (_name, changes, body) => {
    const code = (await logIn(pool.running)).get('code');
    expect(await redeem(pool.running, code, changes)).toEqual({ status: 400, body });
  });

  test('both secrets are good, in the form and in the header', async () => {
    const form = { grant_type: 'refresh_token' };
    let { body } = await redeem(pool.running, (await logIn(pool.running)).get('code'));
    for (const secret of ['second-secret', 'first-secret']) {
      const token = { ...form, refresh_token: body.refresh_token ?? '' };
      const inForm = await post(pool.running, '/oauth2/token', {
        ...token,
        ...PEOPLE,
        client_secret: secret,
      });
      expect(inForm.status).toBe(200);
      const next = { ...form, refresh_token: inForm.body.refresh_token ?? '' };
      const inHeader = await post(pool.running, '/oauth2/token', next, `people1:${secret}`);
      expect(inHeader.status).toBe(200);
      ({ body } = inHeader);
    }
  });
});

interface TokenError {
  readonly error: string;
  readonly error_description?: string;
}

describe('refresh tokens', () => {
  test('with rotation each is good once', async () => {
    const first = await redeem(pool.running, (await logIn(pool.running)).get('code'));
    const second = await refresh(pool.running, first.body.refresh_token);
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
    expect(second.body).not.toHaveProperty('scope');
    expect((await refresh(pool.running, second.body.refresh_token)).status).toBe(200);
    expect((await refresh(pool.running, first.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
  });

  test('without rotation one is good for ever, and none comes back', async () => {
    const { running } = withoutRotation;
    const { body } = await redeem(running, (await logIn(running)).get('code'));
    for (const _time of [1, 2]) {
      const again = await refresh(running, body.refresh_token);
      expect(again.status).toBe(200);
      expect(Object.keys(again.body).toSorted()).toEqual(['access_token', 'expires_in', 'token_type']);
    }
  });

  test('a revoked one is dead, and that of another login is not', async () => {
    const browser = new Browser();
    const one = await redeem(pool.running, (await logIn(pool.running, {}, browser)).get('code'));
    const silent = await browser.follow(authorizeUrl(pool.running));
    const other = await redeem(pool.running, silent.url.searchParams.get('code'));
    const revoke = { token: one.body.refresh_token ?? '', ...PEOPLE };
    expect(await post(pool.running, '/oauth2/revoke', revoke)).toEqual({ status: 200, body: {} });
    expect((await refresh(pool.running, one.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
    expect((await refresh(pool.running, other.body.refresh_token)).status).toBe(200);
  });

  test('an access token cannot be revoked', async () => {
    const { body } = await redeem(pool.running, (await logIn(pool.running)).get('code'));
    const revoke = { token: body.access_token ?? '', ...PEOPLE };
    expect((await post(pool.running, '/oauth2/revoke', revoke)).body).toEqual({
      error: 'unsupported_token_type',
    });
  });
});

describe('machines', () => {
  test('a token is its own, for no audience', async () => {
    const { status, body } = await post(pool.running, '/oauth2/token', MACHINE);
    expect([status, Object.keys(body).toSorted()]).toEqual([
      200,
      ['access_token', 'expires_in', 'token_type'],
    ]);
    expect(decodeJwt(body.access_token)).toEqual({
      sub: 'nightly1',
      iss: ISSUER,
      client_id: 'nightly1',
      token_use: 'access',
      scope: `${URL_OF_SERVER}/read ${URL_OF_SERVER}/write`,
      auth_time: expect.any(Number),
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.any(String),
      version: 2,
    });
  });

  test('it gets the scope it asks for, and none that it may not have', async () => {
    const { grant_type } = MACHINE;
    const ask = (scope: string) =>
      post(pool.running, '/oauth2/token', { grant_type, scope }, 'nightly1:machine-secret');
    const { body } = await ask(`${URL_OF_SERVER}/read`);
    expect(decodeJwt(body.access_token).scope).toBe(`${URL_OF_SERVER}/read`);
    expect(await ask(`${URL_OF_SERVER}/read made-up`)).toEqual({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  test('people cannot log in as machines, nor without the secret', async () => {
    const token = (changes: Record<string, string>) =>
      post(pool.running, '/oauth2/token', { ...MACHINE, ...changes });
    expect((await token(PEOPLE)).body).toEqual({ error: 'unauthorized_client' });
    expect(await token({ client_secret: 'no' })).toEqual({ status: 400, body: { error: 'invalid_client' } });
  });
});

describe('tokens for tests', () => {
  test('one that is minted is signed by the pool', async () => {
    const token = pool.running.standIn.mint({ sub: 'x', aud: 'y', version: undefined });
    expect(await isSigned(token)).toBe(true);
    expect(decodeJwt(token)).toMatchObject({ iss: ISSUER, token_use: 'access', sub: 'x', aud: 'y' });
    expect(decodeJwt(token)).not.toHaveProperty('version');
  });

  test('or by somebody else, with any header', async () => {
    const key = await generateSigningKey();
    const { standIn } = pool.running;
    const forged = standIn.mint({ sub: 'x' }, { key, header: { kid: standIn.key.kid, typ: 'JWT' } });
    expect(headerOf(forged)).toEqual({ alg: 'RS256', kid: standIn.key.kid, typ: 'JWT' });
    expect(await isSigned(forged)).toBe(false);
  });

  test('the published key is public', async () => {
    const [key] = await publishedKeys(pool.running);
    expect(key).toMatchObject({ kid: pool.running.standIn.key.kid, alg: 'RS256' });
    expect(key).not.toHaveProperty('d');
  });
});
