/** Where people log in: the server's role reads its three secrets, the authorizer's one of them, and nobody more. */
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { McpAuth, McpRuntime, type McpServiceProps } from 'cdk-mcp-service';
import { ACCESS, PLACES } from '../lib/auth/cognito-stacks';
import { synthesize } from '../lib/stacks';
import { ON_LAMBDA, type Exception } from './exceptions';
import { WORKBENCH, exercise } from './exercise';
import { exerciseAuthorizer, exerciseLogin } from './exercise-login';
import { grantsTo } from './granted';

const SECRET = 'Stripe1170476B';
const CLIENT_SECRET = 'McpAuthPeopleSecretDCDEDA16';
const SEALING_KEYS = 'McpAuthSealingKeysC0801DC2';
const REGISTRATION_KEYS = 'McpAuthRegistrationKeys65C61C9D';

function made(props: (stack: Stack) => Partial<McpServiceProps> = () => ({})): Template {
  return synthesize(
    (stack) => ({
      tools: WORKBENCH,
      auth: McpAuth.cognito({ access: ACCESS }),
      secrets: { stripe: new Secret(stack, 'Stripe') },
      ...props(stack),
    }),
    undefined,
    { env: { region: 'eu-west-1' } },
  ).template;
}

const sorted = (grants: Iterable<string>): string[] => [...grants].toSorted((a, b) => a.localeCompare(b));

test('a login reads the keys of registrations, the sealing keys and the secret of the app client', async () => {
  const sent = await exerciseLogin(made());
  expect(sorted(sent).filter((grant) => grant.startsWith('secretsmanager:'))).toEqual(
    [CLIENT_SECRET, REGISTRATION_KEYS, SEALING_KEYS].map((id) => `secretsmanager:GetSecretValue on ${id}`),
  );
});

describe('everything that the server sends is granted, and everything that is granted is sent', () => {
  let sent: ReadonlySet<string>;
  beforeAll(async () => {
    const template = made();
    sent = new Set([...(await exercise(template, SECRET)), ...(await exerciseLogin(template))]);
  });

  test.each<readonly [string, string, Partial<McpServiceProps>, readonly Exception[]]>([
    ['Lambda', 'McpRole6F59AEDA', {}, ON_LAMBDA],
    ['Fargate', 'McpTaskTaskRole809525C7', { runtime: McpRuntime.fargate({ network: 'publicIp' }) }, []],
  ])('%s', (_name, role, props, exceptions) => {
    const granted = grantsTo(
      made(() => props),
      role,
    );
    expect(sorted(granted)).toEqual(sorted([...sent, ...exceptions.map(({ grant }) => grant)]));
  });
});

test('the authorizer of a REST API reads the sealing keys, and may read nothing else', async () => {
  const template = made((stack) => PLACES['REST API']?.(stack) ?? {});
  const sent = await exerciseAuthorizer(template);
  expect([...sent]).toEqual([`secretsmanager:GetSecretValue on ${SEALING_KEYS}`]);
  const log = 'McpAuthorizerLogC9002A59';
  expect(sorted(grantsTo(template, 'McpAuthorizerRole9DAA397F'))).toEqual(
    sorted([...sent, `logs:CreateLogStream on ${log}`, `logs:PutLogEvents on ${log}`]),
  );
});
