/** A pool that a company has already: what is added to it, and what is left as it is. */
import { UserPool, UserPoolIdentityProviderOidc } from 'aws-cdk-lib/aws-cognito';
import type { CognitoAuthOptions } from 'cdk-mcp-service';
import { readSettings } from '../../../lambda/contract';
import { environmentOf, onlyResource, resourcesOf } from '../stacks';
import { propertiesOf, withCognito } from './cognito-stacks';

const POOL = 'eu-west-1_a1B2c3D4e';
const loginUrl = 'https://login.example.com';

const brought = (options: CognitoAuthOptions = {}) =>
  withCognito((stack) => ({
    userPool: UserPool.fromUserPoolId(stack, 'Ours', POOL),
    loginUrl,
    machines: { nightly: ['read'] },
    ...options,
  })).template;

const template = brought();

test('nothing is made but scopes, app clients and their style, all of them in the pool', () => {
  const made = Object.values(resourcesOf(template)).filter(({ Type }) => Type.startsWith('AWS::Cognito::'));
  expect(made.map(({ Type }) => Type).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'AWS::Cognito::ManagedLoginBranding',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolResourceServer',
  ]);
  expect(new Set(made.map(({ Properties }) => Properties.UserPoolId))).toEqual(new Set([POOL]));
});

test('the server is told of the pool and its login', () => {
  expect(readSettings(environmentOf(template)).auth).toMatchObject({
    issuer: expect.stringMatching(new RegExp(`^https://cognito-idp\\..*/${POOL}$`)),
    loginUrl,
    approvers: 'approvers',
    resourceBinding: 'required',
  });
});

test('one on the Lite plan has neither style nor refresh tokens that change', () => {
  const lite = brought({ resourceBinding: 'clientId' });
  expect(readSettings(environmentOf(lite)).auth).toMatchObject({ resourceBinding: 'clientId' });
  lite.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 0);
  const people = resourcesOf(lite)['McpAuthPeople1B2CAA97']?.Properties;
  expect(people).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: true });
  expect(people).not.toHaveProperty('RefreshTokenRotation');
});

test('one of the same app may have its login made beside it, and lets in whom it knows elsewhere', () => {
  const { template: same } = withCognito((stack) => {
    const userPool = new UserPool(stack, 'Ours');
    const domain = userPool.addDomain('Login', { cognitoDomain: { domainPrefix: 'ours' } });
    new UserPoolIdentityProviderOidc(stack, 'Okta', {
      userPool,
      name: 'Okta',
      clientId: 'cognito',
      clientSecret: 'of-a-test',
      issuerUrl: 'https://okta.example.com',
    });
    return { userPool, loginUrl: domain.baseUrl() };
  });
  const people = resourcesOf(same)['McpAuthPeople1B2CAA97']?.Properties;
  expect(people?.SupportedIdentityProviders).toEqual([{ Ref: 'OktaAEAF4CA7' }, 'COGNITO']);
  expect(Object.keys(propertiesOf(same, 'AWS::Cognito::UserPoolDomain'))).toHaveLength(1);
  expect(onlyResource(same, 'AWS::Cognito::UserPool').Properties).not.toHaveProperty('DeletionProtection');
});
