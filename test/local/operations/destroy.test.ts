import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AwsFault, describedStack, startAwsEndpoint, type AwsEndpoint } from '../../support/aws-endpoint';
import { run, type Finished } from '../../support/processes';
import { FolderWithCdk } from '../../support/stand-in-cdk';
import { temporaryFolder } from '../fixtures';

const ROOT = join(__dirname, '..', '..', '..');
const root = temporaryFolder();
/** Deployed is not what the app says now: its template keeps nothing. */
const DEPLOYED = {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'Retain' },
    Log: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' },
    Pool: { Type: 'AWS::Cognito::UserPool', DeletionPolicy: 'RetainExceptOnCreate' },
    Domain: { Type: 'AWS::Cognito::UserPoolDomain', DeletionPolicy: 'Retain' },
    Client: { Type: 'AWS::Cognito::UserPoolClient', DeletionPolicy: 'Retain' },
    Keys: { Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'Retain' },
    Queue: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' },
    Never: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
    Limits: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'Delete' },
    Fn: { Type: 'AWS::Lambda::Function' },
  },
};
const NAMES: Readonly<Record<string, string>> = {
  Table: 'Desk-Table-1A2B',
  Log: "/desk/it's log",
  Pool: 'eu-west-1_a1B2c3D4e',
  Domain: 'desk-login',
  Client: '4client',
  Keys: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:Keys-a1B2c3',
  Queue: 'https://sqs.eu-west-1.amazonaws.com/111111111111/q',
  Limits: 'Desk-Limits-1A2B',
  Fn: 'Desk-Fn',
};

let folders = 0;
let aws: AwsEndpoint;
let folder: FolderWithCdk;
let staysAfter: boolean;
beforeEach(async () => {
  folders += 1;
  const directory = join(root, String(folders));
  mkdirSync(directory);
  folder = new FolderWithCdk(directory, { stacks: { Desk: { Resources: {} } } });
  staysAfter = false;
  aws = await startAwsEndpoint({
    GetTemplate: () =>
      `<GetTemplateResponse><GetTemplateResult><TemplateBody>${JSON.stringify(DEPLOYED)}</TemplateBody></GetTemplateResult></GetTemplateResponse>`,
    ListStackResources: ({ NextToken }) => resources(NextToken === undefined ? 0 : 1),
    DescribeStacks: () => {
      if (!staysAfter && folder.calls.some(([name]) => name === 'destroy'))
        throw new AwsFault('ValidationError', 'Stack with id Desk does not exist');
      return describedStack({});
    },
  });
});
afterEach(() => aws.close());

function resources(page: number): string {
  const members = Object.entries(NAMES)
    .filter((_, index) => Math.floor(index / 5) === page)
    .map(
      ([logical, physical]) =>
        `<member><LogicalResourceId>${logical}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId>` +
        '<ResourceType>x</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>' +
        '<LastUpdatedTimestamp>2026-11-01T00:00:00Z</LastUpdatedTimestamp></member>',
    );
  const next = page === 0 ? '<NextToken>1</NextToken>' : '';
  return `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}</ListStackResourcesResult></ListStackResourcesResponse>`;
}

function destroy(...args: string[]): Promise<Finished> {
  return run(process.execPath, [require.resolve('tsx/cli'), join(ROOT, 'bin/cli.ts'), 'destroy', ...args], {
    cwd: folder.directory,
    env: { ...process.env, ...aws.environment },
  });
}

it('destroys, and names what was kept with the commands that remove it', async () => {
  const { code, stdout, stderr } = await destroy('--yes');
  expect([code, stderr]).toEqual([0, '']);
  expect(folder.calls).toEqual([
    'synth --quiet --no-notices --context email=nobody@example.com --output cdk.out/destroy'.split(' '),
    'destroy Desk --app cdk.out/destroy --force'.split(' '),
  ]);
  expect(stdout).toBe(`Desk is gone. Kept, with what they hold, are 7 resources that belong to no stack now.
To delete them for ever:

# AWS::DynamoDB::GlobalTable Table
aws dynamodb update-table --table-name Desk-Table-1A2B --no-deletion-protection-enabled --region eu-west-1
aws dynamodb delete-table --table-name Desk-Table-1A2B --region eu-west-1
# AWS::Logs::LogGroup Log
aws logs delete-log-group --log-group-name '/desk/it'\\''s log' --region eu-west-1
# AWS::Cognito::UserPoolDomain Domain
aws cognito-idp delete-user-pool-domain --user-pool-id eu-west-1_a1B2c3D4e --domain desk-login --region eu-west-1
# AWS::Cognito::UserPoolClient Client: goes with its user pool
# AWS::SecretsManager::Secret Keys
aws secretsmanager delete-secret --secret-id arn:aws:secretsmanager:eu-west-1:111111111111:secret:Keys-a1B2c3 --recovery-window-in-days 7 --region eu-west-1
# AWS::SQS::Queue Queue: https://sqs.eu-west-1.amazonaws.com/111111111111/q stays; delete it in its console
# AWS::Cognito::UserPool Pool
aws cognito-idp update-user-pool --user-pool-id eu-west-1_a1B2c3D4e --deletion-protection INACTIVE --region eu-west-1
aws cognito-idp delete-user-pool --user-pool-id eu-west-1_a1B2c3D4e --region eu-west-1
`);
});

it('says that nothing was destroyed when the person said no to the CDK', async () => {
  staysAfter = true;
  const { code, stdout, stderr } = await destroy();
  expect([code, stdout, stderr]).toEqual([1, '', 'Nothing was destroyed: Desk is there.\n']);
  expect(folder.calls.at(-1)).not.toContain('--force');
});

it('destroys nothing of which it cannot say what is kept', async () => {
  await aws.close();
  aws = await startAwsEndpoint({
    GetTemplate: () => {
      throw new AwsFault('ValidationError', 'Stack with id Desk does not exist');
    },
  });
  const { code, stderr } = await destroy('--yes');
  expect([code, stderr]).toEqual([
    1,
    'There is no stack Desk in eu-west-1. Its name is that of the deployment; another region: AWS_REGION=…\n',
  ]);
  expect(folder.calls.map(([name]) => name)).toEqual(['synth']);
  expect(existsSync(join(folder.directory, 'cdk.out/destroy'))).toBe(true);
});
