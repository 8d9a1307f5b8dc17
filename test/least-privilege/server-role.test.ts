/** The role of the server may do what the server does, and nothing else: compared both ways. */
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib';
import { McpRuntime, type McpServiceProps } from 'cdk-mcp-service';
import { synthesize } from '../lib/stacks';
import { IN_A_VPC, ON_LAMBDA, UNDER_KEYS, WHEN_TRACING, type Exception } from './exceptions';
import { WORKBENCH, exercise } from './exercise';
import { grantsTo } from './granted';

const SECRET = 'Stripe1170476B';
const LAMBDA_ROLE = 'McpRole6F59AEDA';
const TASK_ROLE = 'McpTaskTaskRole809525C7';

function made(props: (stack: Stack) => Partial<McpServiceProps> = () => ({})) {
  return synthesize(
    (stack) => {
      const chosen = props(stack);
      return {
        tools: WORKBENCH,
        ...chosen,
        secrets: chosen.secrets ?? { stripe: new Secret(stack, 'Stripe') },
      };
    },
    undefined,
    { env: { region: 'eu-west-1' } },
  ).template;
}

let sent: ReadonlySet<string>;
beforeAll(async () => {
  sent = await exercise(made(), SECRET);
});

test('the server was seen to use both tables, the secret, the audit log and the bus', () => {
  expect([...sent].toSorted((a, b) => a.localeCompare(b))).toEqual([
    'dynamodb:DeleteItem on McpStateIdempotency9C8BD82F',
    'dynamodb:GetItem on McpStateIdempotency9C8BD82F',
    'dynamodb:GetItem on McpStateLimits9E3CE84D',
    'dynamodb:PutItem on McpStateIdempotency9C8BD82F',
    'dynamodb:Query on McpStateIdempotency9C8BD82F',
    'dynamodb:UpdateItem on McpStateIdempotency9C8BD82F',
    'dynamodb:UpdateItem on McpStateLimits9E3CE84D',
    'events:PutEvents on event-bus/default if {"ForAllValues:StringEquals":{"events:source":"cdk-mcp-service"},"Null":{"events:source":"false"}}',
    'logs:CreateLogStream on McpApprovalsAudit9DAB7B1F',
    'logs:PutLogEvents on McpApprovalsAudit9DAB7B1F',
    `secretsmanager:GetSecretValue on ${SECRET}`,
  ]);
});

const fargate = McpRuntime.fargate({ network: 'publicIp' });
test.each<readonly [string, string, (stack: Stack) => Partial<McpServiceProps>, readonly Exception[]]>([
  ['Lambda', LAMBDA_ROLE, () => ({}), ON_LAMBDA],
  ['Lambda, traced', LAMBDA_ROLE, () => ({ tracing: true }), [...ON_LAMBDA, ...WHEN_TRACING]],
  [
    'Lambda in a VPC',
    LAMBDA_ROLE,
    (stack) => ({ runtime: McpRuntime.lambda({ vpc: new Vpc(stack, 'Mine') }) }),
    [...ON_LAMBDA, ...IN_A_VPC],
  ],
  [
    'Lambda, under keys',
    LAMBDA_ROLE,
    (stack) => ({
      state: { encryptionKey: new Key(stack, 'Tables') },
      secrets: { stripe: new Secret(stack, 'Stripe', { encryptionKey: new Key(stack, 'Secrets') }) },
    }),
    [...ON_LAMBDA, ...UNDER_KEYS],
  ],
  ['Fargate', TASK_ROLE, () => ({ runtime: fargate }), []],
  ['Fargate, traced', TASK_ROLE, () => ({ runtime: fargate, tracing: true }), WHEN_TRACING],
])(
  '%s: everything that it sends is granted, and everything that is granted is sent',
  (_name, role, props, exceptions) => {
    const granted = grantsTo(made(props), role);
    const bySomebodyElse = new Set(exceptions.map(({ grant }) => grant));
    expect({
      missing: [...sent].filter((grant) => !granted.has(grant)),
      unused: [...granted].filter((grant) => !sent.has(grant) && !bySomebodyElse.has(grant)),
      needlessExceptions: [...bySomebodyElse].filter((grant) => !granted.has(grant)),
    }).toEqual({ missing: [], unused: [], needlessExceptions: [] });
  },
);
