/**
 * `npx tsx bench/authenticate.ts`: what it costs to verify a person's token, as a multiple of checking its RSA
 * signature and nothing else, both from its text; and what it costs to know who calls through which host, which unseals the token first.
 * Every token is another one, the keys are warm, and nothing may be fetched. Rounds alternate, so that a noisy
 * machine slows all three.
 */
import { createPublicKey, verify } from 'node:crypto';
import { createAddresses } from '../lambda/auth/addresses';
import { createAuthenticate, createCognitoTrust } from '../lambda/auth/authenticate';
import { systemClock } from '../lambda/clock';
import { createKeyRing } from '../lambda/oauth/key-ring';
import { createSealer } from '../lambda/oauth/sealer';
import { RESOURCE, startCognitoPool } from '../test/support/cognito-pool';

const ROUNDS = 40;
const TOKENS = 200;
const MOST_TIMES = 2;
const MOST_TIMES_WITH_SEAL = 4;

/** The round that was disturbed least: whatever else runs on the machine only ever adds. */
const least = (values: readonly number[]): number => Math.min(...values);

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
  const trust = createCognitoTrust(pool.settings, {
    clock: systemClock,
    fetchSecret: (arn) => Promise.resolve(pool.secrets.get(arn) ?? ''),
  });
  const authenticate = createAuthenticate({ settings, scopes, addresses, cognito: trust });
  const sealer = createSealer(createKeyRing(trust.sealingKeys, new URL(RESOURCE).origin));
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
  let refused = 0;
  const whole = async (): Promise<void> => {
    for (const request of requests) if ((await authenticate(request)).kind !== 'caller') refused += 1;
  };
  const verification = async (): Promise<void> => {
    for (const token of tokens)
      if ((await trust.tokens.person(token, RESOURCE)).kind !== 'holder') refused += 1;
  };
  /** From the text of the token, as every check of it begins. */
  const bare = (): void => {
    for (const token of tokens) {
      const at = token.lastIndexOf('.');
      const signature = Buffer.from(token.slice(at + 1), 'base64url');
      if (!verify('sha256', Buffer.from(token.slice(0, at)), key, signature)) refused += 1;
    }
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
  const signature = least(bares);
  const times = least(verifications) / signature;
  const timesWithSeal = least(wholes) / signature;
  console.log(
    `a bare signature check takes ${signature.toFixed(0)} µs; verification ${times.toFixed(2)} times that (${MOST_TIMES} are allowed); ` +
      `from the header to caller and host ${timesWithSeal.toFixed(2)} times (${MOST_TIMES_WITH_SEAL}). Fetched: ${fetched}. Refused: ${refused}.`,
  );
  if (!(times <= MOST_TIMES && timesWithSeal <= MOST_TIMES_WITH_SEAL) || fetched + refused > 0)
    process.exitCode = 1;
}

void main();
