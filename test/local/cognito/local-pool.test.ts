import { LocalPool } from '../../../local/stand-ins/cognito/local-pool';
import { startCognitoStandIn } from '../../../local/stand-ins/cognito/cognito';
import { POOL } from './fixtures';

async function keysAt(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

test('a pool that changed keeps its address and its key', async () => {
  const pool = new LocalPool({ now: Date.now });
  try {
    const first = await pool.play(POOL);
    const keys = await keysAt(first.jwksUri);
    const same = await pool.play({ ...POOL });
    expect(same).toEqual(first);
    const other = await pool.play({ ...POOL, accessTokenSeconds: 60 });
    expect([other.loginUrl, other.jwksUri]).toEqual([first.loginUrl, first.jwksUri]);
    expect(await keysAt(other.jwksUri)).toEqual(keys);
  } finally {
    await pool.stop();
  }
});

test('a stand-in that is stopped is gone, and says so', async () => {
  const standIn = await startCognitoStandIn({ pool: POOL, now: Date.now });
  await standIn.stop();
  await expect(fetch(standIn.jwksUri)).rejects.toThrow('fetch failed');
  await expect(standIn.settle()).rejects.toThrow('The stand-in for Cognito has ended.');
});

test('one that cannot start says why in one line', async () => {
  const standIn = await startCognitoStandIn({ pool: POOL, now: Date.now });
  try {
    const { port } = standIn;
    await expect(startCognitoStandIn({ pool: POOL, now: Date.now, port })).rejects.toThrow(
      /^The stand-in for Cognito did not start \(exit code 1\): .*EADDRINUSE/,
    );
  } finally {
    await standIn.stop();
  }
});
