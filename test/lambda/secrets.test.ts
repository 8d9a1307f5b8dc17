import { createReadSecret } from '../../lambda/secrets';
import workbench from '../fixtures/workbench';
import { serveInProcess } from '../support/in-process';
import { ManualClock } from '../support/manual-clock';

const ARNS = { STRIPE: 'arn:aws:secretsmanager:eu-west-1:1:secret:stripe' };

it('is read on first use, once for callers at the same time, and again after 5 minutes', async () => {
  const clock = new ManualClock();
  const fetched: string[] = [];
  const read = createReadSecret(ARNS, async (arn) => `value ${fetched.push(arn)}`, clock);
  expect(fetched).toEqual([]);
  expect(await Promise.all([read('STRIPE'), read('STRIPE')])).toEqual(['value 1', 'value 1']);
  await clock.advance(299_999);
  expect(await read('STRIPE')).toBe('value 1');
  await clock.advance(1);
  expect(await read('STRIPE')).toBe('value 2');
  expect(fetched).toEqual([ARNS.STRIPE, ARNS.STRIPE]);
});

it('is asked for again after a failure', async () => {
  let attempts = 0;
  const read = createReadSecret(
    ARNS,
    () => (++attempts === 1 ? Promise.reject(new Error('throttled')) : Promise.resolve('v')),
    new ManualClock(),
  );
  await expect(read('STRIPE')).rejects.toThrow('throttled');
  await expect(read('STRIPE')).resolves.toBe('v');
});

it('stays as it is while Secrets Manager does not answer', async () => {
  const clock = new ManualClock();
  let up = true;
  const read = createReadSecret(
    ARNS,
    () => (up ? Promise.resolve('v') : Promise.reject(new Error('down'))),
    clock,
  );
  await read('STRIPE');
  up = false;
  await clock.advance(3_600_000);
  await expect(read('STRIPE')).resolves.toBe('v');
});

it.each(['OTHER', 'toString', '__proto__'])(
  "names the secrets that exist when asked for '%s'",
  async (name) => {
    const read = createReadSecret(ARNS, () => Promise.resolve('v'), new ManualClock());
    await expect(read(name)).rejects.toThrow(
      `No secret is named '${name}'; known are: STRIPE. Add it to the construct's secrets.`,
    );
  },
);

it('reaches the handler, and its failure does not reach the caller', async () => {
  const server = serveInProcess(workbench, {
    settings: { secrets: ARNS },
    fetchSecret: () => Promise.resolve('sk_live_1'),
  });
  expect((await server.call('read_secret', { name: 'STRIPE' })).result).toMatchObject({
    content: [{ text: '9 characters' }],
  });
  const { result } = await server.call('read_secret', { name: 'NOPE' });
  expect(JSON.stringify(result)).not.toContain('STRIPE');
});
