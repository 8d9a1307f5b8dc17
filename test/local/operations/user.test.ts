import { run, type Finished } from '../../support/processes';
import { AwsFault, describedStack, startAwsEndpoint, type AwsEndpoint } from '../../support/aws-endpoint';
import { UserPoolInMemory } from '../../support/user-pool';

const POOL = ['--pool', 'eu-west-1_a1B2c3D4e'];
let pool: UserPoolInMemory;
let aws: AwsEndpoint;
beforeEach(async () => {
  pool = new UserPoolInMemory(['support', 'approvers', 'auditors']);
  aws = await startAwsEndpoint({
    ...pool.operations,
    DescribeStacks: ({ StackName }) => {
      if (StackName !== 'Desk')
        throw new AwsFault('ValidationError', `Stack with id ${String(StackName)} does not exist`);
      return describedStack({
        McpAuthUserPoolId0A1B2C3D: 'eu-west-1_a1B2c3D4e',
        McpUrlDEADBEEF: 'https://x',
      });
    },
  });
});
afterEach(() => aws.close());

function command(...args: string[]): Promise<Finished> {
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'user', ...args], {
    env: { ...process.env, ...aws.environment },
  });
}

it('invites somebody, once, and puts them into groups', async () => {
  const added = await command('add', 'ana@example.com', '--group', 'support', ...POOL);
  expect(added).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'ana@example.com is invited: Cognito mails the password for the first login.\n' +
      'ana@example.com is in the group support; their tokens say so from the next one, within 15 minutes.\n',
  });
  expect(aws.asked.find(([name]) => name === 'AdminCreateUser')).toEqual([
    'AdminCreateUser',
    {
      UserPoolId: 'eu-west-1_a1B2c3D4e',
      Username: 'ana@example.com',
      UserAttributes: [
        { Name: 'email', Value: 'ana@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
    },
  ]);
  const again = await command('add', 'ana@example.com', '--group', 'auditors', '--stack', 'Desk');
  expect(again.stdout).toBe(
    'ana@example.com was invited before and has not logged in yet; --resend mails a new password.\n' +
      'ana@example.com is in the group auditors; their tokens say so from the next one, within 15 minutes.\n',
  );
  expect([...(pool.users.get('ana@example.com')?.groups ?? [])]).toEqual(['support', 'auditors']);
  const resent = await command('add', 'ana@example.com', '--resend', ...POOL);
  expect(resent.stdout).toContain(' A new password is mailed.\n');
  expect(aws.asked.filter(([, input]) => input.MessageAction === 'RESEND')).toHaveLength(1);
});

it('refuses a group that does not exist before anybody is invited', async () => {
  const { code, stderr } = await command('add', 'ana@example.com', '--group', 'suport', ...POOL);
  expect([code, stderr]).toEqual([
    1,
    "There is no group 'suport'; there is: approvers, auditors, support. " +
      'Groups are made by the stack: name them in `access` of McpAuth.cognito().\n',
  ]);
  expect(pool.users.size).toBe(0);
});

it('lists everybody over pages, and one person’s groups', async () => {
  for (const name of ['cleo', 'ben', 'ana'])
    pool.users.set(`${name}@example.com`, {
      groups: new Set(name === 'cleo' ? [] : ['support', 'auditors', 'approvers']),
      enabled: name !== 'ben',
      status: name === 'ana' ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
      signedOut: false,
    });
  expect((await command('list', ...POOL)).stdout).toBe(
    'ana@example.com: invited; groups: approvers, auditors, support; caller sub-of-ana\n' +
      'ben@example.com: disabled; groups: approvers, auditors, support; caller sub-of-ben\n' +
      'cleo@example.com: active; groups: none; caller sub-of-cleo\n',
  );
  expect((await command('groups', 'ana@example.com', ...POOL)).stdout).toBe(
    'ana@example.com: invited; groups: support, auditors, approvers; caller sub-of-ana\n' +
      'Groups of the pool: approvers, auditors, support\n',
  );
  const { code, stderr } = await command('add', 'ben@example.com', ...POOL);
  expect([code, stderr]).toEqual([
    1,
    'ben@example.com is in the pool, and disabled. To let them in again: aws cognito-idp admin-enable-user --user-pool-id eu-west-1_a1B2c3D4e --username ben@example.com\n',
  ]);
});

it('shuts somebody out: no login, no refresh, and how the rest ends', async () => {
  await command('add', 'ana@example.com', '--group', 'support', ...POOL);
  const left = await command('remove', 'ana@example.com', '--group', 'support', ...POOL);
  expect(left.stdout).toBe(
    'ana@example.com left the group support; tokens of before say so for 15 minutes at most.\n',
  );
  expect(pool.users.get('ana@example.com')).toMatchObject({ enabled: true, groups: new Set() });
  const removed = await command('remove', 'ana@example.com', ...POOL);
  expect(removed.stdout).toBe(
    'ana@example.com is disabled: no login and no refresh any more.\n' +
      'Access tokens of before are good for 15 minutes at most. To end them within 15 seconds:\n' +
      '  cdk-mcp-service switch off caller sub-of-ana --reason "…" --table <StateTable>\n',
  );
  expect(pool.users.get('ana@example.com')).toMatchObject({ enabled: false, signedOut: true });
  expect((await command('remove', 'ana@example.com', '--delete', ...POOL)).stdout).toContain('is deleted:');
  expect(pool.users.size).toBe(0);
  const gone = await command('remove', 'ana@example.com', ...POOL);
  expect([gone.code, gone.stderr]).toEqual([
    1,
    "The pool has no user 'ana@example.com'. Who it has: cdk-mcp-service user list\n",
  ]);
});

it('says in one line what AWS refuses, and which stack there is not', async () => {
  const refused = await startAwsEndpoint({
    ListGroups: () => {
      throw new AwsFault('AccessDeniedException', 'not authorized to perform: cognito-idp:ListGroups');
    },
  });
  const env = { ...process.env, ...refused.environment };
  const args = ['--import', 'tsx', 'bin/cli.ts', 'user', 'list', ...POOL];
  const denied = await run(process.execPath, args, { env });
  await refused.close();
  expect([denied.code, denied.stderr]).toEqual([
    1,
    'Not done: AccessDeniedException: not authorized to perform: cognito-idp:ListGroups\n',
  ]);
  expect((await command('list', '--stack', 'Dusk')).stderr).toBe(
    'There is no stack Dusk in eu-west-1. Its name is that of the deployment; another region: AWS_REGION=…\n',
  );
});

it.each([
  [['invite'], 'Say what to do: user add <email>, user remove <email>, user groups <email>, user list.'],
  [['add', ...POOL], 'Say who: user add <email>.'],
  [['list', 'ana@example.com', ...POOL], 'user list takes no name: it lists everybody.'],
  [['add', 'ana', ...POOL], "People are added by their address; got 'ana'."],
  [
    ['remove', 'ana@example.com', '--group', 'support', '--delete', ...POOL],
    '--group takes the person out of a group, --delete out of the pool: give one of them.',
  ],
  [['list'], 'Name the user pool: --pool <UserPoolId>, or --stack <name> whose output it is.'],
  [['list', '--every', ...POOL], "Unknown option '--every'. See: cdk-mcp-service --help"],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await command(...args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});

it('answers an id that is none with what one looks like', async () => {
  expect(await command('list', '--pool', 'people')).toMatchObject({
    code: 1,
    stderr:
      "A user pool's id is like eu-west-1_a1B2c3D4e; got 'people'. It is the output UserPoolId of the stack.\n",
  });
});
