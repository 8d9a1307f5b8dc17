import { generateKeyPair } from 'jose';
import workbench from '../../fixtures/workbench';
import { serveInProcess, type InProcess } from '../../support/in-process';
import { AUDIENCE, startIssuer, type Issuer } from '../../support/issuer';

const METADATA = 'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"';
const ALL_SCOPES = 'destructive read write';

let issuer: Issuer;
let server: InProcess;
beforeEach(async () => {
  issuer = await startIssuer();
  server = serveInProcess(workbench, {
    settings: { auth: { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE } },
  });
});
afterEach(() => issuer.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

it('lets a token of the issuer call, and tells the handler who calls', async () => {
  const answer = await server.call('whoami', {}, bearer(await issuer.token()));
  expect(answer.result).toMatchObject({
    content: [{ text: '{"subject":"ana","agent":"agent-1","scopes":["read"]}' }],
  });
  expect(server.lines[0]).toMatchObject({ caller: 'ana', agent: 'agent-1', tool: 'whoami', status: 200 });
});

it.each([
  ['scp as a list', { scope: undefined, scp: ['read', 'write'] }],
  ['scp as a text', { scope: undefined, scp: 'read write' }],
])('reads scopes from %s', async (_case, claims) => {
  const answer = await server.call('whoami', {}, bearer(await issuer.token(claims)));
  expect(JSON.stringify(answer.result)).toContain('read');
});

it('answers 401 without a token, and says where and for what to log in', async () => {
  const answer = await server.call('whoami', {});
  expect(answer).toMatchObject({
    status: 401,
    error: { code: 401, data: { code: 'PERMISSION_DENIED', outcome: 'not_executed' } },
  });
  expect(answer.headers.get('www-authenticate')).toBe(`Bearer scope="${ALL_SCOPES}", ${METADATA}`);
});

describe('refuses with invalid_token', () => {
  const attacks: readonly [string, (issuer: Issuer) => Promise<string>][] = [
    ['an expired token', (it) => it.token({ exp: 1_700_000_000 })],
    ['a token of another audience', (it) => it.token({ aud: 'https://other.example.com/mcp' })],
    ['a token without an audience', async (it) => await it.token({ aud: [] })],
    ['a token of another issuer', (it) => it.token({ iss: 'https://evil.example.com' })],
    ['a token without a subject', (it) => it.token({ sub: undefined })],
    [
      'a token signed by a stranger under a known key id',
      async (it) => it.token({}, { key: await generateKeyPair('RS256') }),
    ],
    ['a token of an unknown key', (it) => it.token({}, { kid: 'nobody' })],
    [
      'an unsigned token',
      async (it) => `${btoa('{"alg":"none","typ":"JWT"}')}.${(await it.token()).split('.')[1]}.`,
    ],
    ['a token whose claims were changed', async (it) => swapClaims(await it.token())],
    ['something that is not a token', () => Promise.resolve('hello')],
  ];
  it.each(attacks)('%s', async (_case, forge) => {
    const answer = await server.call('whoami', {}, bearer(await forge(issuer)));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", scope="${ALL_SCOPES}", ${METADATA}`,
    );
    expect(JSON.stringify(answer.error)).not.toMatch(/signature|audience|expired|kid|issuer/i);
    expect(server.lines[0]).toMatchObject({
      status: 401,
      decision: 'refused',
      policy: 'token',
      code: 'PERMISSION_DENIED',
      reason: expect.stringMatching(/./),
    });
  });

  function swapClaims(token: string): string {
    const [header, claims = '', signature] = token.split('.');
    const changed = { ...JSON.parse(atob(claims)), scope: ALL_SCOPES };
    return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  }
});

it.each(['Basic YTpi', 'Bearer', 'Bearer a b'])("does not take '%s' for a token", async (authorization) => {
  const answer = await server.call('whoami', {}, { authorization });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).not.toContain('error=');
});

it('asks for the scopes that a tool needs, all at once, and runs nothing', async () => {
  const answer = await server.call('close_case', { id: '1' }, bearer(await issuer.token()));
  expect(answer).toMatchObject({ status: 403, error: { code: 403, data: { code: 'PERMISSION_DENIED' } } });
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer error="insufficient_scope", scope="destructive read", ${METADATA}`,
  );
  expect(server.lines).toEqual([expect.not.objectContaining({ tool: expect.anything() })]);
  expect(server.lines[0]).toMatchObject({
    status: 403,
    caller: 'ana',
    decision: 'refused',
    policy: 'scopes',
    code: 'PERMISSION_DENIED',
    reason: 'the token lacks destructive',
  });
});

it('asks for read before a prompt or a resource is touched', async () => {
  const headers = bearer(await issuer.token({ scope: 'write' }));
  expect((await server.rpc('resources/read', { uri: 'bench://motto' }, headers)).status).toBe(403);
  expect((await server.rpc('prompts/get', { name: 'greet', arguments: { name: 'a' } }, headers)).status).toBe(
    403,
  );
});

it('reads nothing of the body before it knows the caller', async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1_024));
    },
  });
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  const response = await server.fetch(new Request('https://mcp.example.com/mcp', init));
  expect(response.status).toBe(401);
  expect(pulled).toBeLessThanOrEqual(1);
});

describe('keys', () => {
  it('are fetched once for many calls', async () => {
    const headers = bearer(await issuer.token());
    await Promise.all(Array.from({ length: 20 }, () => server.call('whoami', {}, headers)));
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('that were rotated are picked up', async () => {
    await server.call('whoami', {}, bearer(await issuer.token()));
    await issuer.rotate();
    expect((await server.call('whoami', {}, bearer(await issuer.token()))).status).toBe(200);
  });

  it('are not fetched again and again for made-up key ids', async () => {
    for (let attempt = 0; attempt < 10; attempt++)
      await server.call('whoami', {}, bearer(await issuer.token({}, { kid: `made-up-${attempt}` })));
    expect(issuer.requests.filter((path) => path === '/keys').length).toBeLessThanOrEqual(2);
  });

  it('that cannot be had answer 503, not 401, and are asked for again', async () => {
    issuer.broken = true;
    const headers = bearer(await issuer.token());
    const answer = await server.call('whoami', {}, headers);
    expect(answer).toMatchObject({
      status: 503,
      error: { data: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterSeconds: 10 } },
    });
    expect(answer.headers.get('retry-after')).toBe('10');
    issuer.broken = false;
    expect((await server.call('whoami', {}, headers)).status).toBe(200);
  });

  it('that are known keep working while the issuer is down', async () => {
    const headers = bearer(await issuer.token());
    await server.call('whoami', {}, headers);
    issuer.broken = true;
    await server.call('whoami', {}, bearer(await issuer.token({}, { kid: 'unknown' })));
    expect((await server.call('whoami', {}, headers)).status).toBe(200);
  });
});

it.each(['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource'])(
  'serves the metadata at %s to any browser',
  async (path) => {
    const response = await server.fetch(
      new Request(`https://mcp.example.com${path}`, { headers: { origin: 'https://anybody.example' } }),
    );
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      resource: 'https://mcp.example.com/mcp',
      resource_name: 'workbench',
      authorization_servers: [issuer.url],
      scopes_supported: ['destructive', 'read', 'write'],
      bearer_methods_supported: ['header'],
    });
  },
);

describe('a tenant', () => {
  const whoami = async (claims: Record<string, unknown>) => {
    const auth = { kind: 'jwt', issuer: issuer.url, audience: AUDIENCE, tenantClaim: 'org' } as const;
    return serveInProcess(workbench, { settings: { auth } }).call(
      'whoami',
      {},
      bearer(await issuer.token(claims)),
    );
  };

  it('is what its claim says', async () => {
    expect(JSON.stringify((await whoami({ org: 'acme' })).result)).toContain('tenant');
  });

  it.each([{}, { org: '' }, { org: 7 }])('is not made up from %j: the token is refused', async (claims) => {
    expect((await whoami(claims)).status).toBe(401);
  });
});
