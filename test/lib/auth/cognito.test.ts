/** What `McpAuth.cognito` makes of its options, and what it never makes. */
import { Duration } from 'aws-cdk-lib';
import { readSettings, type CognitoSettings } from '../../../lambda/contract';
import { environmentOf, onlyResource, resourcesOf } from '../stacks';
import { ACCESS, propertiesOf, withCognito } from './cognito-stacks';

const { template, service } = withCognito({
  firstUser: 'ana@example.com',
  machines: { 'nightly-report': ['read', 'write'] },
  hosts: [{ name: 'Desk', redirectUris: ['https://desk.example.com/callback'] }],
});
const resources = resourcesOf(template);

const PEOPLE = 'McpAuthPeople1B2CAA97';
const MACHINE = 'McpAuthMachinesnightlyreportClient60E55DB0';
const SERVER = 'McpAuthResourceServersDefaultUrl4B76F67E';
const SECRET = 'McpAuthPeopleSecretDCDEDA16';
const SEALING = 'McpAuthSealingKeysC0801DC2';
const REGISTRATION = 'McpAuthRegistrationKeys65C61C9D';

const scopeAt = (server: string, name: string) => ({ 'Fn::Join': ['', [{ Ref: server }, `/${name}`]] });

describe('the pool', () => {
  test('lets nobody in who was not invited, by e-mail address, password and authenticator app', () => {
    expect(onlyResource(template, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    });
  });

  test.each([
    ['off', 'OFF', undefined],
    ['optional', 'OPTIONAL', ['SOFTWARE_TOKEN_MFA']],
    ['required', 'ON', ['SOFTWARE_TOKEN_MFA']],
  ] as const)('mfa %s', (mfa, configuration, factors) => {
    const pool = onlyResource(withCognito({ mfa }).template, 'AWS::Cognito::UserPool').Properties;
    expect([pool.MfaConfiguration, pool.EnabledMfas]).toEqual([configuration, factors]);
  });

  test('logs people in at a name of the stack’s own, in which none of Cognito’s refused words can be', () => {
    const { Domain, ManagedLoginVersion } = onlyResource(template, 'AWS::Cognito::UserPoolDomain').Properties;
    expect(ManagedLoginVersion).toBe(2);
    expect(Domain).toEqual({
      'Fn::Join': [
        '',
        [
          expect.stringMatching(/^mcp-[0-9a-f]{8}-$/),
          { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
        ],
      ],
    });
  });

  test('has the groups that access names, and approvers, who hold nothing', () => {
    const groups = Object.values(propertiesOf(template, 'AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ GroupName, Description }) => [GroupName, Description])).toEqual([
      ['support', 'Members may hold write, destructive.'],
      ['approvers', 'Members approve calls, and hold no scope.'],
    ]);
  });

  test('approvers may be mapped, and have another name', () => {
    const mapped = withCognito({ access: { leads: ['write', 'destructive'] }, approvers: 'leads' }).template;
    const groups = Object.values(propertiesOf(mapped, 'AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ GroupName, Description }) => [GroupName, Description])).toEqual([
      ['leads', 'Members approve calls, and may hold write, destructive.'],
    ]);
  });

  test('invites the first user, who is in every group and is never deleted', () => {
    const user = onlyResource(template, 'AWS::Cognito::UserPoolUser');
    expect(user).toMatchObject({
      Properties: {
        Username: 'ana@example.com',
        DesiredDeliveryMediums: ['EMAIL'],
        UserAttributes: [
          { Name: 'email', Value: 'ana@example.com' },
          { Name: 'email_verified', Value: 'true' },
        ],
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    const groups = Object.keys(propertiesOf(template, 'AWS::Cognito::UserPoolGroup'));
    const memberships = Object.values(propertiesOf(template, 'AWS::Cognito::UserPoolUserToGroupAttachment'));
    expect(memberships.map(({ GroupName }) => GroupName)).toEqual(groups.map((id) => ({ Ref: id })));
  });

  test('invites nobody whom nobody named', () => {
    expect(propertiesOf(withCognito().template, 'AWS::Cognito::UserPoolUser')).toEqual({});
  });
});

describe('the app client of people', () => {
  const people = resources[PEOPLE]?.Properties ?? {};

  test('is confidential, and people come back to the server alone', () => {
    expect(people).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['destructive', 'read', 'write'].map((name) => scopeAt(SERVER, name)),
      CallbackURLs: ['/oauth/callback', '/approvals/callback'].map((path) => ({
        'Fn::Join': ['', expect.arrayContaining([path])],
      })),
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
    });
    expect(people).not.toHaveProperty('LogoutURLs');
    expect(people).not.toHaveProperty('DefaultRedirectURI');
  });

  test('has tokens that are short, and refresh tokens that change', () => {
    expect(people).toMatchObject({
      AccessTokenValidity: 10,
      IdTokenValidity: 10,
      RefreshTokenValidity: 43_200,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      // Cognito refuses rotation beside the flow that refreshes without it.
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    });
  });

  test('as long as is said', () => {
    const changed = withCognito({
      accessTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.days(1),
    }).template;
    expect(resourcesOf(changed)[PEOPLE]?.Properties).toMatchObject({
      AccessTokenValidity: 5,
      RefreshTokenValidity: 1_440,
    });
  });

  test('has a style, without which managed login shows an error', () => {
    expect(onlyResource(template, 'AWS::Cognito::ManagedLoginBranding').Properties).toEqual({
      UserPoolId: { Ref: 'McpAuthUsersB1A386C8' },
      ClientId: { Ref: PEOPLE },
      UseCognitoProvidedValues: true,
    });
  });
});

test('a machine has an app client of its own, with its scopes alone, and a secret with all that it needs', () => {
  expect(resources[MACHINE]?.Properties).toMatchObject({
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: [scopeAt(SERVER, 'read'), scopeAt(SERVER, 'write')],
    AccessTokenValidity: 10,
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
  });
  expect(resources[MACHINE]?.Properties).not.toHaveProperty('CallbackURLs');
  const secret = service.auth.cognito?.machineSecrets['nightly-report'];
  expect(secret).toBeDefined();
  const { SecretString } = resources['McpAuthMachinesnightlyreportSecret1FA06612']?.Properties ?? {};
  expect(JSON.stringify(SecretString)).toMatch(/clientId.*clientSecret.*tokenUrl.*\/oauth2\/token/);
});

test('the resource server is the URL, with a name that Cognito takes', () => {
  const { Identifier, Name, Scopes } = onlyResource(
    template,
    'AWS::Cognito::UserPoolResourceServer',
  ).Properties;
  expect(JSON.stringify(Identifier)).toMatch(/ApiEndpoint"\]\},"\/mcp"\]\]\}$/);
  expect(Name).toMatch(/^[\w\s+=,.@-]+$/);
  expect(Scopes).toMatchObject([{ ScopeName: 'destructive' }, { ScopeName: 'read' }, { ScopeName: 'write' }]);
});

describe('secrets', () => {
  test.each([SEALING, REGISTRATION])('%s is made by Secrets Manager, in the shape of the wire', (id) => {
    expect(resources[id]?.Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: '{"kid":"1"}',
      GenerateStringKey: 'key',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  test('the app client’s own is its text', () => {
    expect(resources[SECRET]?.Properties.SecretString).toEqual({ 'Fn::GetAtt': [PEOPLE, 'ClientSecret'] });
  });

  test.each([
    [true, 'Retain', 'ACTIVE'],
    [false, 'Delete', 'INACTIVE'],
  ])('protect %s: people and registrations: %s', (protect, policy, deletionProtection) => {
    const made = withCognito({}, () => ({ protect })).template;
    const { [REGISTRATION]: registration, [SEALING]: sealing } = resourcesOf(made);
    const pool = onlyResource(made, 'AWS::Cognito::UserPool');
    expect([registration?.DeletionPolicy, registration?.UpdateReplacePolicy]).toEqual([policy, policy]);
    expect(sealing?.DeletionPolicy).toBe('Delete');
    expect([pool.DeletionPolicy, pool.Properties.DeletionProtection]).toEqual([policy, deletionProtection]);
  });
});

test('the server is told all of it, and no value of a secret', () => {
  const environment = environmentOf(template);
  const { auth } = readSettings(environment);
  expect(auth).toEqual({
    kind: 'cognito',
    issuer: 'https://providername(McpAuthUsersB1A386C8)',
    loginUrl: expect.stringMatching(/^https:\/\/ref\(McpAuthLogin\w+\)\.auth\.ref/),
    clientId: `ref(${PEOPLE})`,
    clientSecret: `ref(${SECRET})`,
    sealingKeys: `ref(${SEALING})`,
    registrationKeys: `ref(${REGISTRATION})`,
    machines: [{ name: 'nightly-report', clientId: `ref(${MACHINE})`, scopes: ['read', 'write'] }],
    access: { everyone: ['read'], ...ACCESS },
    hosts: [{ name: 'Desk', redirectUris: ['https://desk.example.com/callback'] }],
    approvers: 'approvers',
    approveOwn: false,
    resourceBinding: 'required',
  } satisfies CognitoSettings);
  expect(JSON.stringify(environment)).not.toMatch(/ClientSecret|clientsecret\(|resolve:secretsmanager/);
});

test('the server is told who approves, and whether that may be whoever asks', () => {
  const { template: leads } = withCognito({ approvers: 'leads', approveOwn: true });
  expect(readSettings(environmentOf(leads)).auth).toMatchObject({ approvers: 'leads', approveOwn: true });
});

test('a tenant is named by the claim that is said, and may have a limit', () => {
  const tenants = withCognito({ tenantClaim: 'org' }, () => ({
    limits: { tenant: { perMinute: 600, burst: 300 } },
  })).template;
  expect(readSettings(environmentOf(tenants)).auth).toMatchObject({ tenantClaim: 'org' });
});

test('outputs say where everything is, and what it is for', () => {
  const outputs = template.findOutputs('*');
  const { machineSecrets: _machines, ...parts } = service.auth.cognito ?? {};
  expect(Object.keys(parts)).toEqual(['userPool', 'peopleClient', 'sealingKeys', 'registrationKeys']);
  expect(Object.values(outputs)).toEqual(
    expect.arrayContaining(
      [
        ['McpAuthUsersB1A386C8', 'User pool: invite people to it and put them into its groups'],
        [PEOPLE, 'App client that the server lets people log in through'],
        [SEALING, 'Secret with the keys that everything handed to hosts and browsers is sealed with'],
        [
          REGISTRATION,
          'Secret with the keys that client ids of registered hosts are signed with; hosts keep these ids for years',
        ],
        [
          'McpAuthMachinesnightlyreportSecret1FA06612',
          'Secret with clientId, clientSecret and tokenUrl of nightly-report',
        ],
      ].map(([id, Description]) => ({ Value: { Ref: id }, Description })),
    ),
  );
  expect(Object.keys(outputs).map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(
    expect.arrayContaining([
      'McpUserPoolId',
      'McpUserPoolClientId',
      'McpLoginUrl',
      'McpSealingKeys',
      'McpRegistrationKeys',
      'McpMachineSecretNightlyReport',
    ]),
  );
});

describe('what is never made', () => {
  test('a custom resource, or a function that is not the server', () => {
    expect(Object.values(resources).filter(({ Type }) => /^Custom::|CustomResource/.test(Type))).toEqual([]);
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties.Handler).toBe('lambda.handler');
  });

  test('a way back to a machine of somebody’s', () => {
    const clients = JSON.stringify(propertiesOf(template, 'AWS::Cognito::UserPoolClient'));
    expect(clients).not.toMatch(/localhost|127\.0\.0\.1|http:\/\/|example\.com/);
  });

  test('a second app client that people could log in through, or one with scopes of Cognito’s own', () => {
    const clients = propertiesOf(template, 'AWS::Cognito::UserPoolClient');
    expect(Object.keys(clients)).toEqual([PEOPLE, MACHINE]);
    expect(JSON.stringify(clients)).not.toMatch(/openid|"profile"|"email"|"phone"|aws\.cognito\.signin/);
    expect(JSON.stringify(clients)).not.toMatch(/implicit|PASSWORD_AUTH/);
  });

  test('a text message, and a role to send one', () => {
    const pool = onlyResource(template, 'AWS::Cognito::UserPool').Properties;
    expect(pool).not.toHaveProperty('SmsConfiguration');
    expect(JSON.stringify(pool)).not.toContain('SMS_MFA');
  });
});
