/** Cognito behind every endpoint and on both runtimes: URLs, callbacks, grants, and the authorizer of a REST API. */
import { Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { McpEndpoint, McpRuntime } from 'cdk-mcp-service';
import { refusal } from '../../support/refusal';
import { grantsTo } from '../../least-privilege/granted';
import { statefulReplacements, STATEFUL_TYPES } from '../../upgrade/replacements';
import type { GoldenTemplate } from '../../upgrade/example';
import { zoneIn } from '../combinations';
import { resourcesOf } from '../stacks';
import { PLACES, propertiesOf, withCognito } from './cognito-stacks';

const PEOPLE = 'McpAuthPeople1B2CAA97';
const made = Object.fromEntries(
  Object.entries(PLACES).map(([name, place]) => [name, withCognito({}, place).template]),
);
const templateOf = (name: string) => {
  const template = made[name];
  if (template === undefined) throw new Error(`no place ${name}`);
  return template;
};

const DOMAIN = 'McpAuthResourceServersmcpexamplecom510D68A6';
const DEFAULT = 'McpAuthResourceServersDefaultUrl4B76F67E';

test.each([
  ['HTTP API', [DEFAULT]],
  ['HTTP API with a domain', [DOMAIN, DEFAULT]],
  ['REST API', [DOMAIN, DEFAULT]],
  ['load balancer', [DOMAIN]],
  ['HTTP API before containers', [DEFAULT]],
  ['REST API before containers', [DOMAIN, DEFAULT]],
  ['load balancer before containers', [DOMAIN]],
])('%s: a resource server and two callbacks for each URL', (name, ids) => {
  const template = templateOf(name);
  const servers = propertiesOf(template, 'AWS::Cognito::UserPoolResourceServer');
  expect(Object.keys(servers)).toEqual(ids);
  const { CallbackURLs, AllowedOAuthScopes } = resourcesOf(template)[PEOPLE]?.Properties ?? {};
  expect(CallbackURLs).toHaveLength(2 * ids.length);
  expect(AllowedOAuthScopes).toHaveLength(3 * ids.length);
  const literal = ids.includes(DOMAIN) ? ['https://mcp.example.com/'] : [];
  expect([servers[DOMAIN]?.Identifier ?? []].flat()).toEqual(literal.map((origin) => `${origin}mcp`));
  expect((CallbackURLs as unknown[]).filter((url) => typeof url === 'string')).toEqual(
    literal.flatMap((origin) => [`${origin}oauth/callback`, `${origin}approvals/callback`]),
  );
});

test('the callbacks at API Gateway’s own name are at its root, where a stage would be otherwise', () => {
  const { CallbackURLs } = resourcesOf(templateOf('REST API'))[PEOPLE]?.Properties ?? {};
  const own = (CallbackURLs as { 'Fn::Join': [string, unknown[]] }[]).slice(2);
  expect(own).toHaveLength(2);
  for (const [index, callback] of ['/oauth/callback', '/approvals/callback'].entries()) {
    const [, [scheme, slashes, host, path] = []] = own[index]?.['Fn::Join'] ?? [];
    expect([slashes, path]).toEqual(['//', callback]);
    expect(scheme).toMatchObject({ 'Fn::Select': [0, { 'Fn::Split': ['/', expect.anything()] }] });
    expect(host).toMatchObject({ 'Fn::Select': [2, { 'Fn::Split': ['/', expect.anything()] }] });
  }
});

test('a domain that is added later leaves what was there', () => {
  const before = templateOf('HTTP API').toJSON() as GoldenTemplate;
  const after = templateOf('HTTP API with a domain').toJSON() as GoldenTemplate;
  expect(STATEFUL_TYPES).toEqual(
    expect.arrayContaining(['AWS::Cognito::UserPool', 'AWS::SecretsManager::Secret']),
  );
  expect(statefulReplacements(before, after)).toEqual([]);
  // The app client gets scopes and callbacks more, which it takes in place.
  const kept = Object.entries(before.Resources).filter(
    ([id, { Type }]) => Type.startsWith('AWS::Cognito') && id !== PEOPLE,
  );
  expect(kept.map(([, { Type }]) => Type)).toContain('AWS::Cognito::UserPoolResourceServer');
  expect(after.Resources).toMatchObject(Object.fromEntries(kept));
  expect(after.Resources).toHaveProperty(PEOPLE);
});

test.each(Object.keys(PLACES))('%s: the server may read the three secrets, and no other', (name) => {
  const template = templateOf(name);
  const role = name.includes('containers') ? 'McpTaskTaskRole809525C7' : 'McpRole6F59AEDA';
  const read = [...grantsTo(template, role)].filter((grant) => grant.startsWith('secretsmanager:'));
  expect(read).toEqual([
    'secretsmanager:GetSecretValue on McpAuthPeopleSecretDCDEDA16',
    'secretsmanager:GetSecretValue on McpAuthSealingKeysC0801DC2',
    'secretsmanager:GetSecretValue on McpAuthRegistrationKeys65C61C9D',
  ]);
});

test('containers that reach AWS alone would reach neither the login nor the hosts', () => {
  const runtime = McpRuntime.fargate({ network: 'endpoints' });
  expect(refusal(() => withCognito({}, () => ({ runtime })))).toBe(
    "McpRuntime.fargate: with network 'endpoints' the server reaches AWS alone, and McpAuth.cognito needs the managed login and the documents in which hosts say who they are, which are on the internet. " +
      "Use network 'nat' or 'publicIp', or bring a vpc with a way there.",
  );
});

describe.each(['REST API', 'REST API before containers'])('the authorizer of a %s', (name) => {
  const template = templateOf(name);

  test('is asked for each request to /mcp, and remembers nothing', () => {
    const [id, ...others] = Object.keys(propertiesOf(template, 'AWS::ApiGateway::Authorizer'));
    expect(others).toEqual([]);
    expect(Object.values(propertiesOf(template, 'AWS::ApiGateway::Authorizer'))).toEqual([
      expect.objectContaining({
        Type: 'REQUEST',
        AuthorizerResultTtlInSeconds: 0,
        IdentitySource: 'method.request.header.Authorization',
      }),
    ]);
    const methods = Object.values(propertiesOf(template, 'AWS::ApiGateway::Method'));
    expect(
      methods.map(({ HttpMethod, AuthorizationType, AuthorizerId }) => [
        HttpMethod,
        AuthorizationType,
        AuthorizerId,
      ]),
    ).toEqual([
      ['OPTIONS', 'NONE', undefined],
      ['ANY', 'CUSTOM', { Ref: id }],
      ['ANY', 'NONE', undefined],
    ]);
  });

  test('whatever it refuses is answered with the way to the login', () => {
    const answers = Object.values(propertiesOf(template, 'AWS::ApiGateway::GatewayResponse'));
    const scopes = ['destructive', 'read', 'write'].map((scope) => `https://mcp.example.com/mcp/${scope}`);
    const challenge = `'Bearer scope="${scopes.join(' ')}", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"'`;
    expect(
      answers.map(({ ResponseType, StatusCode, ResponseParameters }) => [
        ResponseType,
        StatusCode,
        ResponseParameters,
      ]),
    ).toEqual(
      ['UNAUTHORIZED', 'ACCESS_DENIED'].map((type) => [
        type,
        '401',
        {
          'gatewayresponse.header.WWW-Authenticate': challenge,
          // A host in a browser has to be let see it.
          'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
          'gatewayresponse.header.Access-Control-Expose-Headers': "'WWW-Authenticate'",
        },
      ]),
    );
  });

  test('is a function of the same bundle that reads the sealing keys alone, and is told no more than it needs', () => {
    const functions = Object.values(propertiesOf(template, 'AWS::Lambda::Function'));
    const authorizer = functions.find(({ Handler }) => Handler === 'authorizer.handler');
    const { Variables = {} } = (authorizer?.Environment ?? {}) as { Variables?: object };
    expect(Object.keys(Variables)).toEqual(['MCP_URL', 'MCP_ALTERNATE_URLS', 'MCP_AUTH']);
    expect([...grantsTo(template, 'McpAuthorizerRole9DAA397F')]).toEqual([
      'logs:CreateLogStream on McpAuthorizerLogC9002A59',
      'logs:PutLogEvents on McpAuthorizerLogC9002A59',
      'secretsmanager:GetSecretValue on McpAuthSealingKeysC0801DC2',
    ]);
  });
});

test('its log is kept as long as the server’s', () => {
  const { template } = withCognito({}, (stack) => ({
    ...PLACES['REST API']?.(stack),
    logRetention: RetentionDays.ONE_WEEK,
    protect: false,
  }));
  expect(resourcesOf(template)['McpAuthorizerLogC9002A59']).toMatchObject({
    Properties: { RetentionInDays: 7 },
    DeletionPolicy: 'Delete',
  });
});

test('an endpoint that hands challenges on has no authorizer, and neither has one for tokens of another issuer', () => {
  for (const name of Object.keys(PLACES)) {
    const count = name.startsWith('REST API') ? 1 : 0;
    expect([name, Object.keys(propertiesOf(templateOf(name), 'AWS::ApiGateway::Authorizer')).length]).toEqual(
      [name, count],
    );
  }
});

test('without its old URL a service has one resource server', () => {
  const { template, service } = withCognito({}, (stack) => ({
    endpoint: McpEndpoint.httpApi({
      domain: { name: 'mcp.example.com', zone: zoneIn(stack), keepDefaultUrl: false },
    }),
  }));
  expect(Object.keys(propertiesOf(template, 'AWS::Cognito::UserPoolResourceServer'))).toEqual([DOMAIN]);
  expect(Stack.of(service).stackName).toBe('Desk');
});
