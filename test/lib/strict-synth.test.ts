/**
 * The validator that comes with the CDK: the schemas of all resources and the rules of cfn-lint, as errors.
 * It takes two seconds to start, so that only this suite runs it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { McpAlerts, McpAuth, McpService } from 'cdk-mcp-service';

let outdir: string;
let app: App;
let stack: Stack;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'strict-synth-'));
  app = new App({ outdir, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  stack = new Stack(app, 'Desk');
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** Everything the validator says, errors or not. */
function findings(): unknown {
  app.synth();
  const { pluginReports }: { pluginReports: unknown } = JSON.parse(
    readFileSync(join(outdir, 'validation-report.json'), 'utf8'),
  );
  return pluginReports;
}

test('a service with its defaults leaves the validator and the CDK nothing to say', () => {
  new McpService(stack, 'Mcp', {
    tools: 'test/fixtures/adder.ts',
    auth: McpAuth.jwt({ issuer: 'https://login.example.com/', audience: 'desk' }),
    alerts: McpAlerts.email('ana@example.com'),
  });
  expect(findings()).toEqual([]);
  const annotations = Annotations.fromStack(stack);
  expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
  expect(annotations.findError('*', Match.anyValue())).toEqual([]);
});

test('nor does a service with every option, grants, and values that are known when deployed', () => {
  const service = new McpService(stack, 'Mcp', {
    tools: 'test/fixtures/adder.ts',
    auth: McpAuth.jwt({ issuer: `https://issuer.${stack.urlSuffix}/`, audience: stack.stackId }),
    alerts: McpAlerts.topic(new Topic(stack, 'Pages', { enforceSSL: true })),
    allowedOrigins: [`https://app.${stack.urlSuffix}`],
    environment: { REGION_OF_DATA: stack.region },
    secrets: { stripe: new Secret(stack, 'Stripe') },
    state: { maxReadRequestUnits: 50, maxWriteRequestUnits: 100 },
    protect: false,
  });
  new TableV2(stack, 'Tickets', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY,
  }).grantReadData(service);
  expect(findings()).toEqual([]);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('nor does a service whose state is under a key and has a cap', () => {
  const regional = new Stack(app, 'Regional', { env: { region: 'eu-west-1' } });
  new McpService(regional, 'Mcp', {
    tools: 'test/fixtures/adder.ts',
    auth: McpAuth.jwt({ issuer: 'https://login.example.com/', audience: 'desk' }),
    alerts: McpAlerts.none({ reason: 'a test' }),
    state: { encryptionKey: new Key(regional, 'Key'), maxReadRequestUnits: 50, maxWriteRequestUnits: 100 },
  });
  // A stack with nothing in it is a finding.
  app.node.tryRemoveChild(stack.node.id);
  expect(findings()).toEqual([]);
});

test('the validator does look: a fault in the template fails the synth', () => {
  new CfnSecret(stack, 'Stripe').addPropertyOverride('Nmae', 'stripe');
  expect(findings).toThrow(/Nmae/);
});
