import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOORS } from '../../../local/operations/stacks/idle-month';
import { AwsFault, startAwsEndpoint, type AwsEndpoint } from '../../support/aws-endpoint';
import { run, type Finished } from '../../support/processes';
import { FolderWithCdk, type AppOfStandIn } from '../../support/stand-in-cdk';
import { temporaryFolder } from '../fixtures';

const ROOT = join(__dirname, '..', '..', '..');
const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/mcp';
const TEMPLATE = {
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Fn: { Type: 'AWS::Lambda::Function' },
    Sealing: { Type: 'AWS::SecretsManager::Secret' },
    Registrations: { Type: 'AWS::SecretsManager::Secret' },
    Client: { Type: 'AWS::SecretsManager::Secret' },
  },
};
const APP: AppOfStandIn = {
  stacks: { SupportDesk: TEMPLATE },
  outputs: {
    SupportDesk: {
      McpUrl0A1B2C3D: URL,
      McpAuthLoginUrl1B2C3D4E: 'https://desk.auth.eu-west-1.amazoncognito.com',
      McpAuthUserPoolIdDEADBEEF: 'eu-west-1_a1B2c3D4e',
      McpAlertsTarget12345678: 'arn:aws:sns:eu-west-1:111111111111:SupportDesk-McpAlerts',
    },
  },
};
const EMAIL = ['--email', 'ana@example.com'];
const root = temporaryFolder();
let folders = 0;
let aws: AwsEndpoint;
let bootstrapped: boolean;
beforeEach(async () => {
  bootstrapped = true;
  aws = await startAwsEndpoint({
    GetParameter: () => {
      if (!bootstrapped) throw new AwsFault('ParameterNotFound', 'UnknownError');
      return { Parameter: { Value: '28' } };
    },
  });
});
afterEach(() => aws.close());

function folderWith(app: AppOfStandIn, version?: string): FolderWithCdk {
  folders += 1;
  const directory = join(root, String(folders));
  mkdirSync(directory);
  return new FolderWithCdk(directory, app, version);
}

function deploy(
  cwd: string,
  args: readonly string[],
  environment: object = aws.environment,
): Promise<Finished> {
  return run(process.execPath, [require.resolve('tsx/cli'), join(ROOT, 'bin/cli.ts'), 'deploy', ...args], {
    cwd,
    env: { ...process.env, ...environment },
  });
}

it('runs the app once, deploys what it made, and says what is left to do', async () => {
  const folder = folderWith(APP);
  const { code, stdout, stderr } = await deploy(folder.directory, [...EMAIL, '--yes', '-c', 'stage=test']);
  expect([code, stderr]).toEqual([0, '']);
  expect(folder.calls).toEqual([
    'synth --quiet --no-notices --context email=ana@example.com --context stage=test --output cdk.out/deploy'.split(
      ' ',
    ),
    'deploy SupportDesk --app cdk.out/deploy --outputs-file cdk.out/deploy-outputs.json --no-notices --require-approval never'.split(
      ' ',
    ),
  ]);
  expect(aws.asked).toEqual([['GetParameter', { Name: '/cdk-bootstrap/hnb659fds/version' }]]);
  expect(stdout).toBe(`Deploying SupportDesk. The first time takes some minutes.
the CDK at work

MCP URL      ${URL}
Claude Code  claude mcp add --transport http support-desk ${URL}
VS Code      vscode:mcp/install?%7B%22name%22%3A%22support-desk%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fa1b2c3d4e5.execute-api.eu-west-1.amazonaws.com%2Fmcp%22%7D

Still to do, by ana@example.com:
  1. Open the mail of Amazon Cognito: it has the password for the first login.
  2. Open the mail of AWS Notifications and confirm it: until then no alarm reaches you.
  3. Connect a host as above. It opens the browser: log in, set a password of your own and a second factor if it asks for one, and approve the host.

While nobody calls it costs about $7 a month (alarms, probe and log, 3 secrets): an estimate from prices of us-east-1 in 2026 and an example with one tool, within CloudWatch's free allowances. Calls, people above the free tier of Cognito, and what else the app makes come on top. The bill is what counts: look at Cost Explorer after a day.
`);
});

it('makes the account ready first where it is not, and leaves questions to the CDK', async () => {
  bootstrapped = false;
  const folder = folderWith({ ...APP, environment: 'aws://111111111111/eu-central-1' });
  const { code, stdout } = await deploy(folder.directory, [...EMAIL, '--app', 'npx tsx app.ts']);
  expect(code).toBe(0);
  expect(folder.calls.map(([name]) => name)).toEqual(['synth', 'bootstrap', 'deploy']);
  expect(folder.calls[0]).toEqual(expect.arrayContaining(['--app', 'npx tsx app.ts']));
  expect(folder.calls[1]).toEqual(
    'bootstrap aws://111111111111/eu-central-1 --app cdk.out/deploy --no-notices'.split(' '),
  );
  expect(folder.calls[2]).not.toContain('--require-approval');
  expect(stdout).toMatch(
    /^This account takes no deployments of the CDK in this region yet: making the bucket/,
  );
});

it('leaves out what a stack without Cognito and alarms does not ask for', async () => {
  const outputs = { SupportDesk: { McpUrl0A1B2C3D: URL, McpAlertsTarget12345678: 'none' } };
  const { stdout } = await deploy(folderWith({ ...APP, outputs }).directory, EMAIL);
  expect(stdout).toContain(
    'by ana@example.com:\n  1. Connect a host as above and log in with your issuer.\n\n',
  );
});

it('deploys the stack that is named, of several', async () => {
  const app = { ...APP, stacks: { Data: {}, SupportDesk: TEMPLATE } };
  const several = await deploy(folderWith(app).directory, EMAIL);
  expect([several.code, several.stderr]).toEqual([
    1,
    'The app has 2 stacks (Data, SupportDesk): say which, with --stack <name>.\n',
  ]);
  const none = await deploy(folderWith(app).directory, [...EMAIL, '--stack', 'Desk']);
  expect(none.stderr).toBe("The app has no stack 'Desk'; it has: Data, SupportDesk.\n");
  const folder = folderWith(app);
  await deploy(folder.directory, [...EMAIL, '--stack', 'SupportDesk']);
  expect(folder.calls.at(-1)?.slice(0, 2)).toEqual(['deploy', 'SupportDesk']);
});

it.each(['synth', 'deploy'])('ends where cdk %s fails, with what it printed', async (fails) => {
  const folder = folderWith({ ...APP, fails });
  const { code, stderr } = await deploy(folder.directory, EMAIL);
  expect([code, stderr]).toEqual([1, `the CDK says why\ncdk ${fails} failed (exit code 1): see above.\n`]);
  expect(folder.calls.at(-1)?.[0]).toBe(fails);
});

it('says how to install the CDK CLI, and refuses the build that is an accident', async () => {
  folders += 1;
  const empty = join(root, String(folders));
  mkdirSync(empty);
  expect((await deploy(empty, EMAIL)).stderr).toBe(
    'The CDK CLI is not installed in this folder. Install it: npm install --save-dev aws-cdk@2.1148.1\n',
  );
  expect((await deploy(folderWith(APP, '3.0.0').directory, EMAIL)).stderr).toBe(
    'aws-cdk 3.0.0 is an accidental build of 2025. Install another: npm install --save-dev aws-cdk@2.1148.1\n',
  );
});

it('deploys nothing for somebody whom AWS does not know', async () => {
  await aws.close();
  aws = await startAwsEndpoint({
    GetParameter: () => {
      throw new AwsFault('ExpiredTokenException', 'The security token included in the request is expired');
    },
  });
  const folder = folderWith(APP);
  const { code, stderr } = await deploy(folder.directory, EMAIL);
  expect([code, stderr]).toEqual([
    1,
    "Nothing was deployed: AWS does not know who asks (The security token included in the request is expired). Log in, as with 'aws sso login', or set AWS_PROFILE.\n",
  ]);
  expect(folder.calls.map(([name]) => name)).toEqual(['synth']);
});

it.each([
  [[], 'Say who logs in first and gets the alarms: --email you@example.com; got none.'],
  [['--email', 'ana'], "Say who logs in first and gets the alarms: --email you@example.com; got 'ana'."],
  [[...EMAIL, 'now'], "Unexpected argument 'now'. See: cdk-mcp-service --help"],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await deploy(root, args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});

it('knows the floors of docs/topologies, in whole dollars', () => {
  const page = readFileSync(join(ROOT, 'docs/topologies.md'), 'utf8');
  const [, floor = ''] = /<!-- floor: generated -->([\s\S]*?)<!-- end -->/.exec(page) ?? [];
  const rows = floor.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const names = rows.find((row) => row.includes('HttpApiLambda'))?.slice(2, -1) ?? [];
  const dollars = rows.find((row) => row.includes('**in all**'))?.slice(2, -1) ?? [];
  expect(
    Object.fromEntries(names.map((name, at) => [name, Math.round(Number(dollars[at]?.slice(1)))])),
  ).toEqual(FLOORS);
});
