import { URL_SETTING } from '../../../lambda/contract';
import type { Json, JsonObject, Template } from '../../../local/assembly/template';
import { SERVICE_TEMPLATE } from '../fixtures';

const OF_THE_API: Json = { 'Fn::GetAtt': ['Api2F39B1D0', 'ApiEndpoint'] };

function scope(name: string): Json {
  return { 'Fn::Join': ['', [{ Ref: 'PoolServer44444444' }, `/${name}`]] };
}

function client(properties: JsonObject) {
  const pool = { UserPoolId: { Ref: 'Pool11111111' }, GenerateSecret: true };
  return { Type: 'AWS::Cognito::UserPoolClient', Properties: { ...pool, ...properties } };
}

const KEYS: JsonObject = {
  GenerateSecretString: {
    SecretStringTemplate: '{"kid":"1"}',
    GenerateStringKey: 'key',
    PasswordLength: 64,
    ExcludePunctuation: true,
  },
};

const AUTH: Json = {
  'Fn::Join': [
    '',
    [
      '{"kind":"cognito","issuer":"',
      { 'Fn::GetAtt': ['Pool11111111', 'ProviderURL'] },
      '","loginUrl":"https://',
      { Ref: 'PoolDomain22222222' },
      '.auth.us-east-1.amazoncognito.com","clientId":"',
      { Ref: 'PoolPeople33333333' },
      '","clientSecret":"',
      { Ref: 'PeopleSecret55555555' },
      '","sealingKeys":"',
      { Ref: 'SealingKeys66666666' },
      '","registrationKeys":"',
      { Ref: 'RegistrationKeys77777777' },
      '","machines":[{"name":"nightly","clientId":"',
      { Ref: 'PoolNightly88888888' },
      '","scopes":["read"]}],"access":{"everyone":["read"],"support":["read"]},"hosts":[],"approvers":"approvers","approveOwn":false,"resourceBinding":"required"}',
    ],
  ],
};

/** A service behind a user pool, as a template has it: with its address at API Gateway, or one of its own. */
export function cognitoTemplate(origin: Json = OF_THE_API): Template {
  const url: Json = { 'Fn::Join': ['', [origin, '/mcp']] };
  const { McpFn707E600A: server, ...resources } = SERVICE_TEMPLATE.Resources ?? {};
  const environment = Object(server?.Properties?.Environment);
  return {
    Resources: {
      ...resources,
      McpFn707E600A: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...server?.Properties,
          Environment: { Variables: { ...environment.Variables, [URL_SETTING]: url, MCP_AUTH: AUTH } },
        },
      },
      Pool11111111: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      PoolDomain22222222: {
        Type: 'AWS::Cognito::UserPoolDomain',
        Properties: { Domain: 'try-it', UserPoolId: { Ref: 'Pool11111111' } },
      },
      PoolServer44444444: {
        Type: 'AWS::Cognito::UserPoolResourceServer',
        Properties: { Identifier: url, Scopes: [{ ScopeName: 'read', ScopeDescription: 'Reads' }] },
      },
      PoolPeople33333333: client({
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: [scope('read')],
        CallbackURLs: ['/oauth/callback', '/approvals/callback'].map((path) => ({
          'Fn::Join': ['', [origin, path]],
        })),
        AccessTokenValidity: 10,
        TokenValidityUnits: { AccessToken: 'minutes' },
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      }),
      PoolNightly88888888: client({
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: [scope('read')],
      }),
      PoolSupport99999999: {
        Type: 'AWS::Cognito::UserPoolGroup',
        Properties: { GroupName: 'support', UserPoolId: { Ref: 'Pool11111111' } },
      },
      PoolFirstAAAAAAAA: {
        Type: 'AWS::Cognito::UserPoolUser',
        Properties: { Username: 'ana@example.com', UserPoolId: { Ref: 'Pool11111111' } },
      },
      PeopleSecret55555555: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { SecretString: { 'Fn::GetAtt': ['PoolPeople33333333', 'ClientSecret'] } },
      },
      SealingKeys66666666: { Type: 'AWS::SecretsManager::Secret', Properties: KEYS },
      RegistrationKeys77777777: { Type: 'AWS::SecretsManager::Secret', Properties: KEYS },
    },
  };
}
