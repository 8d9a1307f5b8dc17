/**
 * `npx tsx bench/authenticate.ts`: what it costs to know who calls, as a multiple of checking one RSA signature.
 * Every token is another one, the keys are warm, and nothing may be fetched. Rounds alternate, so that a noisy
 * machine slows both.
 */
import { createPublicKey, verify } from 'node:crypto';
import { createAddresses } from '../lambda/auth/addresses';
import { createAuthenticate, createCognitoTrust } from '../lambda/auth/authenticate';
import { systemClock } from '../lambda/clock';
import { createSealer } from '../lambda/oauth/sealer';
import { RESOURCE, startCognitoPool } from '../test/support/cognito-pool';

const ROUNDS = 15;
const TOKENS = 400;
const MOST_TIMES = 2;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const pool = await startCognitoPool();
  const settings = { auth: pool.settings };
  const scopes = ['destructive', 'read', 'write'];
  const addresses = createAddresses({
    url: RESOURCE,
    alternateUrls: [],
    name: 'bench',
    auth: pool.settings,
    scopes,
  });
  const trust = createCognitoTrust(settings, {
    clock: systemClock,
    fetchSecret: (arn) => Promise.resolve(pool.secrets.get(arn) ?? ''),
  });
  if (!trust) throw new Error('the pool is no pool');
  const authenticate = createAuthenticate({ settings, scopes, addresses, cognito: trust });
  const sealer = createSealer(trust.sealingKeys, new URL(RESOURCE).origin);
  const groups = { 'cognito:groups': ['support'] };
  const scope = scopes.map((name) => `${RESOURCE}/${name}`).join(' ');
  const tokens = await Promise.all(
    Array.from({ length: TOKENS }, (_, jti) => pool.token({ ...groups, scope, jti: `${jti}` })),
  );
  const requests = await Promise.all(
    tokens.map(async (token) => {
      const sealed = await sealer.seal('access', {
        token,
        client: 'https://claude.ai/oauth/claude-code-client-metadata',
      });
      return new Request(RESOURCE, { method: 'POST', headers: { authorization: `Bearer ${sealed}` } });
    }),
  );
  const { keys } = JSON.parse(await (await fetch(`${pool.url}/.well-known/jwks.json`)).text());
  const key = createPublicKey({ key: keys[0], format: 'jwk' });
  const signed = tokens.map((token) => {
    const at = token.lastIndexOf('.');
    return {
      content: Buffer.from(token.slice(0, at)),
      signature: Buffer.from(token.slice(at + 1), 'base64url'),
    };
  });
  let refused = 0;
  const whole = async (): Promise<void> => {
    for (const request of requests) if ((await authenticate(request)).kind !== 'caller') refused += 1;
  };
  const bare = (): void => {
    for (const { content, signature } of signed) if (!verify('sha256', content, key, signature)) refused += 1;
  };
  await whole();
  const { fetch: realFetch } = globalThis;
  let fetched = 0;
  globalThis.fetch = (...given) => {
    fetched += 1;
    return realFetch(...given);
  };
  const [wholes, bares]: [number[], number[]] = [[], []];
  for (let round = -3; round < ROUNDS; round += 1) {
    const start = performance.now();
    await whole();
    const middle = performance.now();
    bare();
    const end = performance.now();
    if (round < 0) continue;
    wholes.push(((middle - start) * 1_000) / TOKENS);
    bares.push(((end - middle) * 1_000) / TOKENS);
  }
  globalThis.fetch = realFetch;
  await pool.stop();
  const times = median(wholes) / median(bares);
  console.log(
    `a caller is known in ${median(wholes).toFixed(0)} µs, a bare signature check takes ${median(bares).toFixed(0)} µs: ` +
      `${times.toFixed(2)} times; ${MOST_TIMES} are allowed. Fetched: ${fetched}. Refused: ${refused}.`,
  );
  if (!(times <= MOST_TIMES) || fetched > 0 || refused > 0) process.exitCode = 1;
}

void main();
