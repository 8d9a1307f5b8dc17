/** Keys change while hosts hold what was made with them. */
import { createSecretValue } from '../../../lambda/oauth/secret-value';
import { createHandles } from '../../../lambda/oauth/handles';
import { parseRootKeys } from '../../../lambda/oauth/root-keys';
import { createSealer } from '../../../lambda/oauth/sealer';
import { ROOT_KEY } from '../../support/cognito-pool';
import { LOOPBACK_REDIRECT, bodyOf, startFacade } from '../../support/facade';
import { ManualClock } from '../../support/manual-clock';

const NEXT = { kid: '2', key: `${ROOT_KEY}-next` };
const FIRST = { kid: '1', key: ROOT_KEY };
const text = (keys: object): string => JSON.stringify(keys);

function secret(first: string) {
  const clock = new ManualClock();
  const state = { text: first, reads: 0, broken: false };
  const value = createSecretValue({
    arn: 'arn',
    clock,
    parse: parseRootKeys,
    fetchSecret: () => {
      state.reads += 1;
      return state.broken ? Promise.reject(new Error('down')) : Promise.resolve(state.text);
    },
  });
  return { clock, state, value };
}

test('a key is read once in five minutes, and what was sealed with the one before still opens', async () => {
  const { clock, state, value } = secret(text(FIRST));
  const sealer = createSealer(value, 'https://a');
  const sealed = await sealer.seal('access', { token: 't' });
  await Promise.all(Array.from({ length: 50 }, () => sealer.open('access', sealed)));
  expect(state.reads).toBe(1);
  state.text = text({ ...NEXT, previous: [FIRST] });
  await clock.advance(300_000);
  expect(await sealer.open('access', sealed)).toEqual({ token: 't' });
  expect(await sealer.seal('access', {})).toMatch(/^2\./);
  expect(state.reads).toBe(2);
});

test('a value of a newer key makes the secret read at once, and a forged key id at most every ten seconds', async () => {
  const { clock, state, value } = secret(text(FIRST));
  const sealer = createSealer(value, 'https://a');
  await sealer.seal('access', {});
  const elsewhere = createSealer(secret(text({ ...NEXT, previous: [FIRST] })).value, 'https://a');
  const newer = await elsewhere.seal('access', { token: 'n' });
  state.text = text({ ...NEXT, previous: [FIRST] });
  await clock.advance(10_000);
  expect(await sealer.open('access', newer)).toEqual({ token: 'n' });
  expect(state.reads).toBe(2);
  for (let count = 0; count < 20; count++) await sealer.open('access', `forged${count}.${'A'.repeat(60)}`);
  expect(state.reads).toBe(2);
});

test('a login that began on an instance with a newer key ends on one that has not read it yet', async () => {
  const { clock, state, value } = secret(text(FIRST));
  const old = createHandles(value, 'https://a', clock);
  await old.create();
  const newer = createHandles(secret(text({ ...NEXT, previous: [FIRST] })).value, 'https://a', clock);
  const handle = await newer.create();
  state.text = text({ ...NEXT, previous: [FIRST] });
  await clock.advance(10_000);
  expect(await old.read(handle)).toBe('current');
});

test('while Secrets Manager is down the known keys stay', async () => {
  const { clock, state, value } = secret(text(FIRST));
  const sealer = createSealer(value, 'https://a');
  const sealed = await sealer.seal('access', { token: 't' });
  state.broken = true;
  await clock.advance(3_600_000);
  expect(await sealer.open('access', sealed)).toEqual({ token: 't' });
});

test('a retired key opens nothing', async () => {
  const sealed = await createSealer(secret(text(FIRST)).value, 'https://a').seal('access', {});
  expect(await createSealer(secret(text(NEXT)).value, 'https://a').open('access', sealed)).toBeUndefined();
});

test('a value opens for its purpose and its issuer alone', async () => {
  const { value } = secret(text(FIRST));
  const sealed = await createSealer(value, 'https://a').seal('code', { code: 'c' });
  expect(await createSealer(value, 'https://a').open('refresh', sealed)).toBeUndefined();
  expect(await createSealer(value, 'https://b').open('code', sealed)).toBeUndefined();
  expect(await createSealer(value, 'https://a').open('code', sealed)).toEqual({ code: 'c' });
});

test.each([
  '',
  'null',
  '[]',
  text({ kid: '1' }),
  text({ kid: '1', key: 'short' }),
  text({ kid: 'a.b', key: ROOT_KEY }),
  text({ ...FIRST, previous: {} }),
  text({ ...FIRST, previous: [{ kid: '0' }] }),
  text({ ...FIRST, previous: [FIRST] }),
])('a secret that is no set of keys is refused without repeating it: %s', (given) => {
  expect(() => parseRootKeys(given)).toThrow(/^A secret of keys is not/);
  expect(() => parseRootKeys(given)).not.toThrow(ROOT_KEY);
});

test('a login that began before the rotation ends after it, and tokens and registrations stay', async () => {
  const facade = await startFacade();
  const client = await facade.register([LOOPBACK_REDIRECT]);
  const before = await facade.tokens(client);
  for (const arn of ['arn:sealing-keys', 'arn:registration-keys']) {
    const { kid, key } = JSON.parse(facade.pool.secrets.get(arn) ?? '');
    facade.pool.secrets.set(arn, text({ ...NEXT, previous: [{ kid, key }] }));
  }
  const after = await startFacade();
  for (const [arn, value] of facade.pool.secrets) after.pool.secrets.set(arn, value);
  expect((await after.authorize({ client_id: client })).status).toBe(200);
  // The pools differ, the keys do not: what the first sealed the second opens, and refreshes with it.
  const refreshed = await after.form('/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: before.refresh_token,
    client_id: client,
  });
  expect(await bodyOf(refreshed)).toMatchObject({ error: 'invalid_grant' });
  expect(after.pool.requests).toHaveLength(1);
  await facade.pool.stop();
  await after.pool.stop();
});

test('the secret of the app client overlaps with its successor', async () => {
  const clock = new ManualClock();
  const facade = await startFacade({ clock });
  const client = await facade.register();
  expect(await facade.tokens(client)).toHaveProperty('access_token');
  // The successor is made, put into the secret, and the first is deleted: no login fails in between.
  facade.pool.clientSecrets.add('the-successor');
  expect(await facade.tokens(client)).toHaveProperty('access_token');
  facade.pool.secrets.set('arn:client-secret', 'the-successor');
  expect(await facade.tokens(client)).toHaveProperty('access_token');
  await clock.advance(10_001);
  facade.pool.clientSecrets.delete('the-secret-of-the-app-client');
  facade.pool.requests.length = 0;
  expect(await facade.tokens(client)).toHaveProperty('access_token');
  // Refused with the first, then read again.
  expect(facade.pool.requests).toHaveLength(2);
  await facade.pool.stop();
});
