import { readSettings, type Settings } from '../../../lambda/contract';
import type { StackArtifact } from '../../../local/assembly/cloud-assembly';
import { resolveEnvironment } from '../../../local/assembly/environment';
import { localValues } from '../../../local/assembly/local-values';
import { secretValues } from '../../../local/assembly/secret-values';
import { isObject, type Json, type Template } from '../../../local/assembly/template';
import { templatePool } from '../../../local/stand-ins/cognito/template-pool';
import { SERVICE_TEMPLATE, stackOf } from '../fixtures';
import { cognitoTemplate } from './template';

const ENDPOINT = 'http://localhost:8787';
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DeskPool';

function read(template: Template) {
  const stack: StackArtifact = stackOf(template);
  const values = localValues([stack], ENDPOINT);
  const own = values.get(stack);
  const server = template.Resources?.McpFn707E600A?.Properties?.Environment;
  const environment = isObject(server) && isObject(server.Variables) ? server.Variables : {};
  if (own === undefined) throw new Error('the stack has no values');
  const service = { path: 'Desk/Mcp', stack, environment, directory: '' };
  const { variables } = resolveEnvironment(service, own, ENDPOINT);
  return { values, settings: readSettings(variables) };
}

function poolOf(template: Template, change: (settings: Settings) => Settings = (same) => same) {
  const { values, settings } = read(template);
  return templatePool({ values, settings: change(settings), endpoint: ENDPOINT });
}

test.each<[string, Json | undefined]>([
  ['API Gateway', undefined],
  ['a domain of its own', 'https://mcp.example.com'],
])('the pool is that of the template, with the address of the desk for that of %s', (_name, origin) => {
  expect(poolOf(cognitoTemplate(origin))).toEqual({
    issuer: ISSUER,
    clients: [
      {
        clientId: 'deskpoolpeople',
        secrets: ['desk-secret-of-deskpoolpeople'],
        callbacks: ['http://localhost:8787/oauth/callback', 'http://localhost:8787/approvals/callback'],
        logouts: [],
        scopes: ['http://localhost:8787/mcp/read'],
      },
    ],
    machines: [
      {
        clientId: 'deskpoolnightly',
        secrets: ['desk-secret-of-deskpoolnightly'],
        scopes: ['http://localhost:8787/mcp/read'],
      },
    ],
    users: [
      expect.objectContaining({ username: 'ana@example.com', password: 'desk', groups: ['support'] }),
      expect.objectContaining({ username: 'reader@example.com', password: 'desk', groups: [] }),
      expect.objectContaining({
        username: 'approver@example.com',
        password: 'desk',
        groups: ['approvers'],
      }),
    ],
    resourceServers: ['http://localhost:8787/mcp'],
    accessTokenSeconds: 600,
    rotation: true,
  });
});

test('users keep their ids, which are different', () => {
  const [first, second] = poolOf(cognitoTemplate()).users;
  expect(first?.sub).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(poolOf(cognitoTemplate()).users[0]?.sub).toBe(first?.sub);
  expect(second?.sub).not.toBe(first?.sub);
});

test('a pool of another team, which no template has, is made as the settings need it', () => {
  const { auth } = read(cognitoTemplate()).settings;
  const pool = poolOf(SERVICE_TEMPLATE, (settings) => ({ ...settings, auth }));
  expect(pool).toMatchObject({
    clients: [
      {
        clientId: 'deskpoolpeople',
        callbacks: ['http://localhost:8787/oauth/callback', 'http://localhost:8787/approvals/callback'],
        scopes: ['http://localhost:8787/mcp/read'],
      },
    ],
    machines: [{ clientId: 'deskpoolnightly', scopes: ['http://localhost:8787/mcp/read'] }],
    users: [
      { username: 'you@example.com' },
      { username: 'reader@example.com' },
      { username: 'approver@example.com', groups: ['approvers'] },
    ],
    resourceServers: ['http://localhost:8787/mcp'],
    accessTokenSeconds: 3_600,
    rotation: false,
  });
});

test('a service without a user pool says so', () => {
  expect(() => poolOf(SERVICE_TEMPLATE)).toThrow(
    "--auth is for a service with McpAuth.cognito; this one has 'jwt'. Start without --auth.",
  );
});

describe('secrets', () => {
  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:Desk-${name}-000000`;

  test('are given or rolled as the template says, the same each time and each another', () => {
    const { values, settings } = read(cognitoTemplate());
    const secrets = secretValues(values, settings.auth);
    expect(secrets.get(arn('PeopleSecret'))).toEqual({
      text: 'desk-secret-of-deskpoolpeople',
      generated: false,
    });
    const [sealing, registration] = ['SealingKeys', 'RegistrationKeys'].map((name) =>
      JSON.parse(secrets.get(arn(name))?.text ?? '{}'),
    );
    expect(sealing).toEqual({ kid: '1', key: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
    expect(registration.key).not.toBe(sealing.key);
    expect(secretValues(values, settings.auth)).toEqual(secrets);
    // Without a rule there is nothing to roll.
    expect(secrets.has(arn('Secret'))).toBe(false);
  });

  test('rules of the template hold, and a plain one is a text', () => {
    const rule = { PasswordLength: 200, ExcludeCharacters: 'abcABC012' };
    const template: Template = {
      Resources: {
        Plain12345678: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { GenerateSecretString: rule },
        },
      },
    };
    const values = localValues([stackOf(template)], ENDPOINT);
    const { text = '', generated } =
      secretValues(values, { kind: 'unauthenticated' }).get(arn('Plain')) ?? {};
    expect([text.length, generated]).toEqual([200, true]);
    expect(text).not.toMatch(/[abcABC012]/);
  });

  test('those of a pool that no template has are there too', () => {
    const { settings } = read(cognitoTemplate());
    const auth = { ...settings.auth, clientSecret: 'arn:theirs', sealingKeys: 'arn:seal' };
    const secrets = secretValues(new Map(), auth);
    expect(secrets.get('arn:theirs')?.text).toBe('desk-secret-of-deskpoolpeople');
    expect(JSON.parse(secrets.get('arn:seal')?.text ?? '{}')).toEqual({
      kid: '1',
      key: expect.stringMatching(/^\w{32}$/),
    });
  });
});
