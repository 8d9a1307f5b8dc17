/**
 * `npx tsx bench/authenticate.ts`: what it costs to verify a person's token, as a multiple of checking its RSA
 * signature and nothing else; and what it costs to know who calls through which host, which unseals the token first.
 * Every token is another one, the keys are warm, and nothing may be fetched. Rounds alternate, so that a noisy
 * machine slows all three.
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
const MOST_TIMES_WITH_SEAL = 4;

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
  const verification = async (): Promise<void> => {
    for (const token of tokens)
      if ((await trust.tokens.person(token, RESOURCE)).kind !== 'holder') refused += 1;
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
  const timed = async (run: () => Promise<void> | void): Promise<number> => {
    const start = performance.now();
    await run();
    return ((performance.now() - start) * 1_000) / TOKENS;
  };
  const [wholes, verifications, bares]: [number[], number[], number[]] = [[], [], []];
  for (let round = -3; round < ROUNDS; round += 1) {
    const measured = [await timed(whole), await timed(verification), await timed(bare)] as const;
    if (round < 0) continue;
    wholes.push(measured[0]);
    verifications.push(measured[1]);
    bares.push(measured[2]);
  }
  globalThis.fetch = realFetch;
  await pool.stop();
  const signature = median(bares);
  const times = median(verifications) / signature;
  const timesWithSeal = median(wholes) / signature;
  console.log(
    `a bare signature check takes ${signature.toFixed(0)} µs; verification ${times.toFixed(2)} times that (${MOST_TIMES} are allowed); ` +
      `from the header to caller and host ${timesWithSeal.toFixed(2)} times (${MOST_TIMES_WITH_SEAL}). Fetched: ${fetched}. Refused: ${refused}.`,
  );
  if (!(times <= MOST_TIMES && timesWithSeal <= MOST_TIMES_WITH_SEAL) || fetched + refused > 0)
    process.exitCode = 1;
}

void main();
