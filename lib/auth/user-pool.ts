import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  UserPool,
  UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { accept } from '../accepted-findings';
import type { SecondFactor } from './cognito-options';

interface UserPoolProps {
  readonly mfa: SecondFactor;
  readonly protect: boolean;
}

const MFA = { off: Mfa.OFF, optional: Mfa.OPTIONAL, required: Mfa.REQUIRED } as const satisfies Record<
  SecondFactor,
  Mfa
>;

/** A pool into which people are invited. Nobody makes an account of their own. */
export function createUserPool(scope: Construct, { mfa, protect }: UserPoolProps): UserPool {
  const userPool = new UserPool(scope, 'Users', {
    // The least plan that binds tokens to the server's URL and changes refresh tokens with each use.
    featurePlan: FeaturePlan.ESSENTIALS,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    standardAttributes: { email: { required: true, mutable: true } },
    keepOriginal: { email: true },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    // Cognito ignores factors of a pool that has none; those of no pool go by text message.
    mfa: MFA[mfa],
    ...(mfa !== 'off' && { mfaSecondFactor: { otp: true, sms: false } }),
    enableSmsRole: false,
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    deletionProtection: protect,
    removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  accept(userPool, 'threatProtection');
  return userPool;
}

/** Enough to tell the services of one stack apart. */
const ADDRESS_CHARACTERS = 8;

/**
 * Where people log in. The name is one of the whole region's: it is made of the stack's id, in which there are digits
 * and the letters a to f alone, so that none of the words that Cognito refuses can be in it.
 */
export function addLogin(scope: Construct, userPool: UserPool): UserPoolDomain {
  const stackId = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return new UserPoolDomain(scope, 'Login', {
    userPool,
    cognitoDomain: { domainPrefix: `mcp-${scope.node.addr.slice(-ADDRESS_CHARACTERS)}-${stackId}` },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
}
