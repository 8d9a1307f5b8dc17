/** A misspelled action allows nothing and no tool of CloudFormation notices. */
import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { McpAlerts, McpRollout, McpRuntime, type McpServiceProps } from 'cdk-mcp-service';
import { NAMES, combination } from '../lib/combinations';
import { synthesize } from '../lib/stacks';
import { actionsIn, unknownActions } from './action-names';

const made = (props: (stack: Stack) => Partial<McpServiceProps>) => (): Template =>
  synthesize(props, undefined, { env: { region: 'eu-west-1' } }).template;

/** A new way to synthesize the service is one more line. */
const STACKS: Readonly<Record<string, () => Template>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, () => combination(name)])),
  ...Object.fromEntries(NAMES.map((name) => [`${name}, traced`, () => combination(name, { tracing: true })])),
  'mailed alarms, unprotected': made(() => ({
    alerts: McpAlerts.email('ana@example.com'),
    protect: false,
  })),
  'secrets under a key': made((stack) => ({
    secrets: { stripe: new Secret(stack, 'Stripe', { encryptionKey: new Key(stack, 'Key') }) },
  })),
  'tables under a key': made((stack) => ({ state: { encryptionKey: new Key(stack, 'Key') } })),
  'functions in a VPC': made((stack) => ({ runtime: McpRuntime.lambda({ vpc: new Vpc(stack, 'Mine') }) })),
  'containers by canary': made(() => ({
    runtime: McpRuntime.fargate({ network: 'publicIp' }),
    rollout: McpRollout.canary(),
  })),
};

test.each(Object.entries(STACKS))('%s: names only actions that there are', async (_name, synthesized) => {
  const template = synthesized();
  expect(actionsIn(template).length).toBeGreaterThan(5);
  expect(await unknownActions(template)).toEqual([]);
});

test('no action is a pattern', () => {
  for (const name of NAMES) {
    const patterns = actionsIn(combination(name)).filter((action) => action.includes('*'));
    expect([name, patterns]).toEqual([name, []]);
  }
});
