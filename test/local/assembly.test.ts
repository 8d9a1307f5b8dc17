import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOnly } from '../../local/assembly/account-only';
import { readCloudAssembly } from '../../local/assembly/cloud-assembly';
import { resolveEnvironment } from '../../local/assembly/environment';
import { findService } from '../../local/assembly/find-service';
import { localValues } from '../../local/assembly/local-values';
import type { Json, Resource } from '../../local/assembly/template';
import { DeskError } from '../../local/desk-error';
import { SERVICE_TEMPLATE, TABLES_TEMPLATE, stackOf, temporaryFolder, writeAssembly } from './fixtures';

const ENDPOINT = 'http://127.0.0.1:8787';
const folder = temporaryFolder();

function assembly(name: string): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  return directory;
}

test('finds the service, its code and its tools module', () => {
  const directory = assembly('one');
  writeAssembly(directory, 'Desk', { tools: 'tools/index.ts' });
  const service = findService(readCloudAssembly(directory));
  expect(service).toMatchObject({
    path: 'Desk/Mcp',
    tools: 'tools/index.ts',
    directory: join(directory, 'asset.cafe01'),
  });
});

test('a service without metadata is found under its logical id', () => {
  const directory = assembly('plain');
  writeAssembly(directory, 'Desk');
  const service = findService(readCloudAssembly(directory));
  expect(service.path).toBe('Desk/McpFn707E600A');
  expect(service.tools).toBeUndefined();
});

test('finds a server in containers, and its code in the folder of the image', () => {
  const directory = assembly('containers');
  const image = 'c0ffee'.padEnd(64, '0');
  const container = (Name: string, Environment: Json) => ({
    Name,
    Image: { 'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/assets:${image}` },
    Environment,
  });
  const task: Resource = {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      ContainerDefinitions: [
        container('daemon', []),
        container('server', [
          { Name: 'MCP_CONTRACT', Value: '1' },
          { Name: 'TABLE', Value: { Ref: 'StateBB4F9C0E' } },
        ]),
      ],
    },
  };
  writeAssembly(directory, 'Desk', { template: { Resources: { TaskAAAAAAAA: task } } });
  const images = { [image]: { source: { directory: `asset.${image}` } } };
  writeFileSync(join(directory, 'Desk.assets.json'), JSON.stringify({ dockerImages: images }));
  expect(findService(readCloudAssembly(directory))).toMatchObject({
    path: 'Desk/TaskAAAAAAAA',
    environment: { MCP_CONTRACT: '1', TABLE: { Ref: 'StateBB4F9C0E' } },
    directory: join(directory, `asset.${image}`),
  });
});

test('the name of a balancer can be cut out of the ARN of its listener', () => {
  const stack = stackOf({
    Resources: {
      BalancerAAAAAAAA: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {} },
      ListenerBBBBBBBB: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { LoadBalancerArn: { Ref: 'BalancerAAAAAAAA' } },
      },
    },
  });
  const { refs, attributes } = localValues([stack], ENDPOINT).get(stack) ?? {};
  expect(refs?.get('ListenerBBBBBBBB')?.split('/').slice(1, 4).join('/')).toBe(
    'app/Desk-Balancer/0000000000000000',
  );
  expect(attributes?.get('BalancerAAAAAAAA.LoadBalancerFullName')).toBe('app/Desk-Balancer/0000000000000000');
});

test('reads the stacks of nested stages, and asks which of several services is meant', () => {
  const directory = assembly('two');
  writeAssembly(directory, 'Desk', { tools: 'a.ts' });
  const stage = join(directory, 'assembly-Prod');
  mkdirSync(stage);
  writeAssembly(stage, 'Other', { tools: 'b.ts' });
  const file = join(directory, 'manifest.json');
  const manifest: { artifacts: Record<string, unknown> } = JSON.parse(readFileSync(file, 'utf8'));
  manifest.artifacts['assembly-Prod'] = {
    type: 'cdk:cloud-assembly',
    properties: { directoryName: 'assembly-Prod' },
  };
  writeFileSync(file, JSON.stringify(manifest));

  const stacks = readCloudAssembly(directory);
  expect(() => findService(stacks)).toThrow(
    new DeskError('The app has 2 services; choose one with --service <path>: Desk/Mcp, Other/Mcp.'),
  );
  expect(findService(stacks, '/Other/Mcp').tools).toBe('b.ts');
  expect(() => findService(stacks, 'Desk/Nope')).toThrow(
    "The app has no service 'Desk/Nope'; it has: Desk/Mcp, Other/Mcp.",
  );
});

test('an app without a service, code that is no asset, and no assembly are one line each', () => {
  expect(() => findService([stackOf(TABLES_TEMPLATE)])).toThrow(
    'The app has no McpService (its stacks: Desk)',
  );
  expect(() => findService([stackOf(SERVICE_TEMPLATE)])).toThrow('is not an asset of the app');
  expect(() => readCloudAssembly(join(folder, 'nothing'))).toThrow('Does it call app.synth()?');
});

test('the environment has local values, and what is not interpreted is left out', () => {
  const stack = stackOf(SERVICE_TEMPLATE);
  const directory = assembly('environment');
  writeAssembly(directory, 'Desk');
  const [read = stack] = readCloudAssembly(directory);
  const values = localValues([read], ENDPOINT).get(read);
  if (values === undefined) throw new Error('no values');
  const { variables, leftOut } = resolveEnvironment(findService([read]), values, ENDPOINT);
  expect(variables).toMatchObject({
    MCP_URL: 'http://127.0.0.1:8787/mcp',
    MCP_IDEMPOTENCY_TABLE: 'Desk-State',
    MCP_SECRETS: '{"API_KEY":"arn:aws:secretsmanager:us-east-1:000000000000:secret:Desk-Secret-000000"}',
  });
  expect(variables).not.toHaveProperty('BUCKET');
  expect(leftOut).toEqual(['BUCKET is left out: Ref Exports11111111 (AWS::S3::Bucket)']);
});

test('an address built from the id of an HTTP API is the endpoint', () => {
  const variable = {
    'Fn::Join': [
      '',
      [
        'https://',
        { Ref: 'Api2F39B1D0' },
        '.execute-api.',
        { Ref: 'AWS::Region' },
        '.',
        { Ref: 'AWS::URLSuffix' },
        '/mcp',
      ],
    ],
  };
  const stack = stackOf(SERVICE_TEMPLATE);
  const values = localValues([stack], ENDPOINT).get(stack);
  if (values === undefined) throw new Error('no values');
  const service = { path: 'Desk/Mcp', stack, environment: { CALLBACK: variable }, directory: '' };
  expect(resolveEnvironment(service, values, ENDPOINT).variables).toEqual({
    CALLBACK: 'http://127.0.0.1:8787/mcp',
  });
});

test('values of other stacks are found by export and by output', () => {
  const data = stackOf(
    {
      ...TABLES_TEMPLATE,
      Outputs: {
        ByExport: { Value: { Ref: 'StateBB4F9C0E' }, Export: { Name: 'Data:Table' } },
        ByOutput: { Value: { 'Fn::GetAtt': ['Orders12345678', 'Arn'] } },
      },
    },
    'Data',
  );
  const user = stackOf({}, 'User');
  const values = localValues([user, data], ENDPOINT).get(user);
  expect(values?.otherStacks.exported('Data:Table')).toBe('Data-State');
  expect(values?.otherStacks.output('Data', 'ByOutput')).toBe(
    'arn:aws:dynamodb:us-east-1:000000000000:table/orders-us-east-1',
  );
});

test('two tables never share a name', () => {
  const table = { Type: 'AWS::DynamoDB::Table' };
  const stack = stackOf({ Resources: { TicketsAAAAAAAA: table, TicketsBBBBBBBB: table } });
  const values = localValues([stack], ENDPOINT).get(stack);
  expect([values?.refs.get('TicketsAAAAAAAA'), values?.refs.get('TicketsBBBBBBBB')]).toEqual([
    'Desk-Tickets',
    'Desk-TicketsBBBBBBBB',
  ]);
});

test('what exists in the account only is counted in words', () => {
  const of = (Type: string) => ({ Type, Properties: {} });
  expect(
    accountOnly({
      Resources: {
        Table: of('AWS::DynamoDB::GlobalTable'),
        Function: of('AWS::Lambda::Function'),
        Fast: of('AWS::CloudWatch::Alarm'),
        Slow: of('AWS::CloudWatch::Alarm'),
        Query: of('AWS::Logs::QueryDefinition'),
        Query2: of('AWS::Logs::QueryDefinition'),
        Application: of('AWS::CodeDeploy::Application'),
        Group: of('AWS::CodeDeploy::DeploymentGroup'),
        Vpc: of('AWS::EC2::VPC'),
        Policy: of('AWS::SNS::TopicPolicy'),
        Policy2: of('AWS::SNS::TopicPolicy'),
        Bucket: of('AWS::S3::Bucket'),
        Bucket2: of('AWS::S3::Bucket'),
      },
    }),
  ).toEqual([
    '2 alarms',
    '2 saved queries',
    '2 parts of the rollout',
    '1 part of the network',
    '2 topic policies',
    '2 AWS::S3::Bucket',
  ]);
});
