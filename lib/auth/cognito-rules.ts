import { Token, type Duration } from 'aws-cdk-lib';
import { RESOURCE_BINDINGS } from '../../lambda/contract';
import type { CognitoAuthOptions, SecondFactor } from './cognito-options';

const OF_OUR_POOL = [
  'firstUser',
  'mfa',
  'approvers',
] as const satisfies readonly (keyof CognitoAuthOptions)[];
const OF_YOUR_POOL = ['loginUrl', 'resourceBinding'] as const satisfies readonly (keyof CognitoAuthOptions)[];
const SECOND_FACTORS = ['off', 'optional', 'required'] as const satisfies readonly SecondFactor[];

/** @throws when an option would have no effect on the pool that is used. */
export function assertBringable(options: CognitoAuthOptions): void {
  const { userPool, loginUrl, resourceBinding = 'required' } = options;
  const given = (names: readonly (keyof CognitoAuthOptions)[]): string =>
    names.filter((name) => options[name] !== undefined).join(', ');
  if (userPool === undefined) {
    const idle = given(OF_YOUR_POOL);
    if (idle === '') return;
    throw new Error(
      `McpAuth.cognito: ${idle} is of a pool that you bring, and none is given. Give userPool, or leave it out.`,
    );
  }
  const idle = given(OF_OUR_POOL);
  if (idle !== '') {
    throw new Error(
      `McpAuth.cognito: ${idle} would change a pool that you bring; its people, groups and second factors are left as they are. Set it at the pool, and leave it out here.`,
    );
  }
  if (loginUrl === undefined) {
    throw new Error(
      'McpAuth.cognito: userPool is given without loginUrl, and a pool does not say where its login is. ' +
        "Give the origin of its managed login: the baseUrl() of its domain, or userPool.addDomain('Login', { cognitoDomain, managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN }).baseUrl() where it has none.",
    );
  }
  if (RESOURCE_BINDINGS.includes(resourceBinding)) return;
  throw new Error(
    `McpAuth.cognito: resourceBinding is '${resourceBinding}'; allowed are ${RESOURCE_BINDINGS.join(' and ')}.`,
  );
}

/** @throws when it is not the origin that paths can be put behind. */
export function assertLoginUrl({ loginUrl }: CognitoAuthOptions): void {
  if (loginUrl === undefined || Token.isUnresolved(loginUrl)) return;
  if (/^https:\/\/[^/?#@]+$/.test(loginUrl) && URL.canParse(loginUrl)) return;
  throw new Error(
    `McpAuth.cognito: loginUrl is '${loginUrl}'; give an https origin without a path or a slash at the end, such as 'https://login.example.com'.`,
  );
}

/** @throws when it is none of the three. */
export function assertMfa(mfa: SecondFactor | undefined): void {
  if (mfa === undefined || SECOND_FACTORS.includes(mfa)) return;
  throw new Error(`McpAuth.cognito: mfa is '${mfa}'; allowed are ${SECOND_FACTORS.join(', ')}.`);
}

/** @throws when a token would be good for too long or too short. */
export function assertValidity(option: string, validity: Duration, least: Duration, most: Duration): void {
  const milliseconds = validity.toMilliseconds();
  if (milliseconds >= least.toMilliseconds() && milliseconds <= most.toMilliseconds()) return;
  throw new Error(
    `McpAuth.cognito: ${option} is ${validity.toHumanString()}; allowed are ${least.toHumanString()} to ${most.toHumanString()}.`,
  );
}
