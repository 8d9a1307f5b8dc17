import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { findCdk } from '../../local/operations/stacks/cdk';
import { temporaryFolder } from '../local/fixtures';
import { AwsFault, startAwsEndpoint, type AwsEndpoint } from '../support/aws-endpoint';
import { run, type Finished } from '../support/processes';
import { FolderWithCdk } from '../support/stand-in-cdk';
import { VerifyStack } from './stack';
import { verify, type VerifyOptions } from './verify';

const root = temporaryFolder();
const OUTPUTS = [
  'EssentialsPool',
  'EssentialsLogin',
  'EssentialsClient',
  'EssentialsRotating',
  'LitePool',
  'LiteLogin',
  'LiteClient',
  'HttpApiUrl',
  'RestApiUrl',
  'BalancerUrl',
];

describe('before anything is deployed', () => {
  let aws: AwsEndpoint;
  beforeEach(async () => {
    aws = await startAwsEndpoint({
      GetCallerIdentity: () =>
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    });
  });
  afterEach(() => aws.close());

  function command(...args: string[]): Promise<Finished> {
    return run(process.execPath, ['--import', 'tsx', 'test/verify-aws/run.ts', ...args], {
      env: { ...process.env, ...aws.environment },
    });
  }

  it.each([
    [
      [],
      'This deploys throw-away stacks and costs some cents. Name the account: --account <12 digits> --yes',
    ],
    [
      ['--account', '222222222222', '--yes'],
      'Your credentials are for the account 111111111111, not for 222222222222: nothing was deployed.',
    ],
    [
      ['--account', '111111111111'],
      'It would deploy two user pools, two APIs, a load balancer and a function into 111111111111, and destroy them again. To do it: --yes',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await command(...args)).toMatchObject({ code: 1, stdout: '', stderr: `${message}\n` });
  });

  it('refuses somebody whom AWS does not know', async () => {
    await aws.close();
    aws = await startAwsEndpoint({
      GetCallerIdentity: () => {
        throw new AwsFault('InvalidClientTokenId', 'The security token included in the request is invalid.');
      },
    });
    const { code, stderr } = await command('--account', '111111111111', '--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Nothing was deployed: AWS does not know who asks/);
  });
});

function optionsFor(directory: string, said: string[], signal = new AbortController().signal): VerifyOptions {
  return {
    directory,
    cdk: findCdk(directory, process.env),
    region: 'eu-west-1',
    today: '2026-12-01',
    say: (line) => void said.push(line),
    signal,
  };
}

it.each([
  ['a deployment that fails', { fails: 'deploy' }, /^cdk deploy failed/],
  // The stand-in writes no outputs: nothing can be asked.
  ['questions that cannot be asked', { outputs: {} }, /^The stack has no output EssentialsPool/],
])('destroys the stack after %s', async (what, app, message) => {
  const directory = join(root, what.replaceAll(' ', '-'));
  mkdirSync(directory);
  const folder = new FolderWithCdk(directory, { stacks: {}, ...app });
  const said: string[] = [];
  const options = optionsFor(directory, said);
  await expect(verify(options)).rejects.toThrow(message);
  expect(folder.calls.map(([name, stack]) => `${name} ${stack}`)).toEqual([
    'deploy CdkMcpServiceVerify',
    'destroy CdkMcpServiceVerify',
  ]);
  expect(said).toEqual([]);
});

it('destroys the stack after Ctrl-C during a login', async () => {
  const aws = await startAwsEndpoint({ AdminSetUserPassword: () => ({}) });
  const before = { ...process.env };
  Object.assign(process.env, aws.environment);
  const directory = join(root, 'interrupted');
  mkdirSync(directory);
  const outputs = {
    CdkMcpServiceVerify: Object.fromEntries(OUTPUTS.map((name) => [name, 'http://127.0.0.1:9'])),
  };
  const folder = new FolderWithCdk(directory, { stacks: {}, outputs });
  const interrupt = new AbortController();
  const options = {
    ...optionsFor(directory, [], interrupt.signal),
    say: (line: string) => {
      if (line.startsWith('Open in a browser')) interrupt.abort();
    },
  };
  await expect(verify(options)).rejects.toThrow('Interrupted: nothing was written.');
  expect(folder.calls.map(([name]) => name)).toEqual(['deploy', 'destroy']);
  process.env = before;
  await aws.close();
});

it('says it loud when the stack could not be destroyed', async () => {
  const directory = join(root, 'stays');
  mkdirSync(directory);
  new FolderWithCdk(directory, { stacks: {}, outputs: {}, fails: 'destroy' });
  const said: string[] = [];
  const options = optionsFor(directory, said);
  await expect(verify(options)).rejects.toThrow(/^cdk destroy/);
  expect(said).toEqual(['THE STACK CdkMcpServiceVerify IS STILL THERE: destroy it in the console.']);
});

describe('the throw-away stack', () => {
  const template = Template.fromStack(new VerifyStack(new App(), 'Verify', { suffix: 'abc123' }));

  it('keeps nothing', () => {
    const kept = Object.entries(template.toJSON().Resources as Record<string, { DeletionPolicy?: string }>)
      .filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete')
      .map(([id]) => id);
    expect(kept).toEqual([]);
  });

  it('has what the probes ask', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining(OUTPUTS));
    // Cognito refuses rotation beside the flow that does not rotate.
    const rotating = Object.values(template.findResources('AWS::Cognito::UserPoolClient')).filter(
      ({ Properties }) => Properties.RefreshTokenRotation !== undefined,
    );
    expect(rotating.map(({ Properties }) => Properties.ExplicitAuthFlows)).toEqual([['ALLOW_USER_SRP_AUTH']]);
  });
});
