/** The authorizer of a REST API where people log in: it opens what the authorization server sealed, and reads its keys. */
import { generateKeyPair } from 'jose';
import { toAuthorizerEnvironment } from '../../../lambda/contract';
import { startAuthorizer, type AuthorizerHandler } from '../../../lambda/entry/authorizer';
import { parseRootKeys } from '../../../lambda/oauth/root-keys';
import { createSealer } from '../../../lambda/oauth/sealer';
import { RESOURCE, ROOT_KEY } from '../../support/cognito-pool';
import { ISSUER, startFacade, type Facade } from '../../support/facade';
import { startPoolSecrets, type PoolSecrets } from '../../support/pool-secrets';

const METHOD = 'arn:aws:execute-api:eu-west-1:111122223333:abc/live/POST/mcp';
const KEPT = { ...process.env };

let facade: Facade;
let secrets: PoolSecrets;
let sealed: string;
beforeAll(async () => {
  facade = await startFacade();
  secrets = await startPoolSecrets(facade.pool);
  Object.assign(process.env, secrets.environment);
  const { access_token: token = '' } = await facade.tokens(await facade.register());
  sealed = token;
});
afterAll(async () => {
  process.env = KEPT;
  await secrets.close();
  await facade.pool.stop();
});

/** As Lambda starts one: it has read nothing yet. */
const started = (): AuthorizerHandler =>
  startAuthorizer(toAuthorizerEnvironment({ url: RESOURCE, alternateUrls: [], auth: facade.pool.settings }));

/** What API Gateway is told: the principal, or the message of the error. */
async function authorize(token: string, handler = started()): Promise<unknown> {
  const answer = await handler({
    methodArn: METHOD,
    headers: { Authorization: `Bearer ${token}` },
    requestContext: { domainName: 'mcp.example.com', path: '/mcp' },
  }).catch((error: unknown) => (error instanceof Error ? error.message : error));
  return answer;
}

const allowed = (principalId: string) => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: METHOD }],
  },
});

const machineToken = (claims: object = {}): Promise<string> =>
  facade.pool.token({
    client_id: 'machine-1',
    sub: 'machine-1',
    username: undefined,
    aud: undefined,
    ...claims,
  });

/** What the facade never hands out: any text, sealed with a key as the facade does it. */
async function seal(
  token: string,
  keys = facade.pool.secrets.get('arn:sealing-keys') ?? '',
): Promise<string> {
  const value = Promise.resolve(parseRootKeys(keys));
  return createSealer({ get: () => value, refresh: () => value }, ISSUER).seal('access', {
    token,
    client: 'c',
  });
}

test('a token that the server handed out lets its person pass, who is not named by it', async () => {
  const answer = await authorize(sealed);
  expect(answer).toEqual(allowed('sub-ana'));
  expect(JSON.stringify(answer)).not.toContain(sealed.slice(2, 40));
});

test('the token of a program lets it pass', async () => {
  expect(await authorize(await machineToken())).toEqual(allowed('machine-1'));
});

test('it reads the sealing keys, once, and no other secret', async () => {
  const before = secrets.read().length;
  const handler = started();
  for (let count = 0; count < 3; count += 1) await authorize(sealed, handler);
  expect(secrets.read().slice(before)).toEqual(['arn:sealing-keys']);
});

test('a token of the people’s own client is refused as Cognito gave it, and good as the server seals it', async () => {
  const raw = await facade.pool.token();
  expect(await authorize(raw)).toBe('Unauthorized');
  expect(await authorize(await seal(raw))).toEqual(allowed('sub-ana'));
});

test('whatever is expired, forged, for another server or of another client is a 401', async () => {
  const past = Math.floor(Date.now() / 1_000) - 1;
  const key = await generateKeyPair('RS256');
  const [kid, body = ''] = sealed.split('.');
  const sent = [
    await seal(await facade.pool.token({ exp: past })),
    await machineToken({ exp: past }),
    await seal(await facade.pool.token({}, { key })),
    await machineToken({ sub: 'forged', exp: past + 600, aud: 'https://other.example.com/mcp' }),
    await facade.pool.token({ client_id: 'machine-1', username: undefined, aud: undefined }, { key }),
    await seal(await facade.pool.token({ aud: 'https://other.example.com/mcp' })),
    await seal(await machineToken()),
    await seal(await facade.pool.token(), JSON.stringify({ kid: '1', key: `${ROOT_KEY}-of-somebody-else` })),
    `${kid}.${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`,
    `9.${body}`,
    'x',
  ];
  expect(await Promise.all(sent.map((token) => authorize(token)))).toEqual(sent.map(() => 'Unauthorized'));
});

test('while Secrets Manager is down people are not told that their token is bad, and programs pass', async () => {
  secrets.broken = true;
  const [person, program] = [await authorize(sealed), await authorize(await machineToken())];
  secrets.broken = false;
  expect(person).toMatch(/^Nobody can be let in: /);
  expect(program).toEqual(allowed('machine-1'));
});
