import { KeySecret } from '../../../local/operations/keys/key-secret';
import { rotated } from '../../../local/operations/keys/key-ring';
import { describedStack, startAwsEndpoint, type AwsEndpoint } from '../../support/aws-endpoint';
import { SecretInMemory } from '../../support/key-secret';
import { run, type Finished } from '../../support/processes';

const FIRST = 'first-key-that-nobody-may-see-0123456789';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:McpAuthSealingKeys-a1B2c3';
const OF_REGISTRATIONS = ARN.replace('Sealing', 'Registration');
let secret: SecretInMemory;
let aws: AwsEndpoint;
beforeEach(async () => {
  secret = new SecretInMemory(JSON.stringify({ kid: '1', key: FIRST }));
  aws = await startAwsEndpoint({
    ...secret.operations,
    DescribeStacks: () =>
      describedStack({ McpAuthSealingKeys0A1B2C3D: ARN, RegistrationKeys: OF_REGISTRATIONS }),
  });
});
afterEach(() => aws.close());

function command(...args: string[]): Promise<Finished> {
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'rotate-keys', ...args], {
    env: { ...process.env, ...aws.environment },
  });
}

const epochs = () => JSON.parse(secret.text);
const written = () => aws.asked.filter(([name]) => name === 'PutSecretValue');

function supersededAgo(days: number): void {
  const supersededAt = new Date(Date.now() - days * 86_400_000).toISOString();
  const previous = [{ kid: '1', key: FIRST, supersededAt }];
  secret.put('version-2', JSON.stringify({ kid: '2', key: FIRST.replace('first', 'other'), previous }));
}

it('says what it would do, then does it, and shows no key', async () => {
  expect(await command('--keys', ARN)).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'epoch 1: current; everything new is sealed with it\n' +
      'Nothing was changed. With --yes: epoch 2 becomes current, epoch 1 stays accepted.\n',
  });
  expect(written()).toEqual([]);
  const done = await command('--stack', 'Desk', '--yes');
  expect(done.stdout).toContain(
    'Epoch 2 is current; every server uses it within 5 minutes. Nobody notices.\n',
  );
  expect(epochs()).toEqual({
    kid: '2',
    key: expect.stringMatching(/^[\w-]{64}$/),
    previous: [{ kid: '1', key: FIRST, supersededAt: expect.stringMatching(/^20\d\d-.*Z$/) }],
  });
  const after = await command('--keys', ARN);
  expect(after.stdout).toMatch(
    /refresh tokens made with it last until 20.*; without it the person logs in again/,
  );
  for (const { stdout } of [done, after]) {
    expect(stdout).not.toContain(FIRST);
    expect(stdout).not.toContain(epochs().key);
  }
});

it('retires an epoch once it is safe, and before that only with --force', async () => {
  supersededAgo(10);
  const early = await command('--keys', ARN, '--retire', '1', '--yes');
  expect([early.code, early.stderr]).toEqual([
    1,
    expect.stringMatching(/^Epoch 1 was not retired: that is safe from 20\d\d-\S+Z\. With --force it goes/),
  ]);
  expect(epochs().previous).toHaveLength(1);
  const asked = await command('--keys', ARN, '--retire', '1', '--refresh-days', '7');
  expect(asked.stdout).toContain('Nothing was changed. With --yes: epoch 1 is not accepted any more.\n');
  const forced = await command('--keys', ARN, '--retire', '1', '--force', '--yes');
  expect(forced.stdout).toContain('Epoch 1 is retired; every server refuses it within 5 minutes.\n');
  expect(epochs()).toMatchObject({ kid: '2', previous: [] });
});

it('retires after the life time of refresh tokens', async () => {
  supersededAgo(31);
  expect((await command('--keys', ARN, '--retire', '1', '--yes')).code).toBe(0);
  expect(epochs().previous).toEqual([]);
});

it.each([
  ['2', 'Epoch 2 is current and cannot be retired. Rotate first: the same without --retire.\n'],
  ['9', 'There is no epoch 9 to retire; there is: 1.\n'],
])('never retires %s', async (kid, message) => {
  supersededAgo(31);
  const { code, stderr } = await command('--keys', ARN, '--retire', kid, '--yes', '--force');
  expect([code, stderr]).toEqual([1, message]);
  expect(written()).toEqual([]);
});

it('keeps registrations, which no time makes safe, until it is forced', async () => {
  supersededAgo(3_000);
  const args = ['--stack', 'Desk', '--registrations', '--retire', '1', '--yes'];
  const { code, stdout, stderr } = await command(...args);
  expect(stdout).toContain('client ids made with it last for ever; without it every host that registered');
  expect([code, stderr]).toEqual([
    1,
    'Epoch 1 was not retired: hosts keep their registrations for as long as they like. With --force it goes all the same, and what is said above breaks.\n',
  ]);
  expect(aws.asked.find(([name]) => name === 'GetSecretValue')?.[1]).toEqual({ SecretId: OF_REGISTRATIONS });
  expect((await command(...args, '--force')).code).toBe(0);
});

it.each([
  [[], 'Name the key: --keys <ARN of its secret>, or --stack <name> whose output it is.'],
  [
    ['--keys', OF_REGISTRATIONS, '--retire', '1'],
    'This is the key of registrations by its name: say so with --registrations.',
  ],
  [
    ['--keys', ARN, '--refresh-days', 'many'],
    "--refresh-days is a whole number of days, as the pool has it; got 'many'.",
  ],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await command(...args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});

describe('two at the same moment', () => {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = { ...process.env };
    Object.assign(process.env, aws.environment);
  });
  afterEach(() => {
    process.env = before;
  });

  it('who read the same version as somebody who wrote is refused, and changes nothing', async () => {
    const [one, two] = await Promise.all([KeySecret.open(ARN), KeySecret.open(ARN)]);
    const [readByOne, readByTwo] = [await one.read(), await two.read()];
    await one.write(rotated(readByOne.ring, 'a'.repeat(64), 0), readByOne);
    await expect(two.write(rotated(readByTwo.ring, 'b'.repeat(64), 0), readByTwo)).rejects.toThrow(
      'Nothing was changed: somebody changed this version of the secret at the same moment. Look again.',
    );
    expect(epochs().key).toBe('a'.repeat(64));
  });

  it('a change by other means is not lost in silence', async () => {
    const keys = await KeySecret.open(ARN);
    const read = await keys.read();
    secret.beforeWrite = () => void secret.put('by-hand', secret.text);
    await expect(keys.write(rotated(read.ring, 'a'.repeat(64), 0), read)).rejects.toThrow(
      "somebody else's change of the same moment is not in it: version by-hand.",
    );
  });
});
