import type { Duration } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { HostSettings, ResourceBinding } from '../../lambda/contract';

/** Of people, at the login: a code of an authenticator app beside the password. */
export type SecondFactor = 'off' | 'optional' | 'required';

export interface CognitoAuthOptions {
  /** E-mail address of somebody who gets an invitation, and is in every group. @default - nobody has an account yet */
  readonly firstUser?: string;
  /**
   * Group -> scopes that its members may hold; `everyone` is every user. Scopes limit what a token may do, groups
   * what a person may: a call needs both. A destructive tool is nobody's until a group or a machine has its scope.
   *
   * @default { everyone: ['read'], writers: ['write'] }, as far as the tools have these scopes
   */
  readonly access?: Readonly<Record<string, readonly string[]>>;
  /** Name of a program -> its scopes. Each logs in as itself, with a secret of its own. @default - none */
  readonly machines?: Readonly<Record<string, readonly string[]>>;
  /** Hosts besides those that the server knows. @default - none */
  readonly hosts?: readonly HostSettings[];
  /** The group of those who approve calls. It holds no scope unless `access` says so. @default 'approvers' */
  readonly approvers?: string;
  /** Whether one of them may approve what they asked for themselves. @default false */
  readonly approveOwn?: boolean;
  /**
   * `required`: everybody sets up an authenticator app at the first login. With `optional` the login page does not
   * ask anybody to: an application of yours has to.
   *
   * @default 'required'
   */
  readonly mfa?: SecondFactor;
  /** How long an access token is good, also after it was revoked: 5 to 15 minutes. @default Duration.minutes(10) */
  readonly accessTokenValidity?: Duration;
  /** How long a host may stay away before people log in again: 1 hour to 10 years. @default Duration.days(30) */
  readonly refreshTokenValidity?: Duration;
  /**
   * Claim of the access token that names the caller's tenant; a token without it is refused. Cognito puts one there
   * only by a pre token generation trigger of yours.
   *
   * @default - callers have no tenant
   */
  readonly tenantClaim?: string;
  /**
   * A pool of yours. Resource servers and app clients are added to it; people, groups and second factors are left
   * as they are. Needs `loginUrl`.
   *
   * @default - one is made
   */
  readonly userPool?: IUserPool;
  /** Origin of the managed login of your pool, such as `userPool.addDomain('Login', { … }).baseUrl()`. */
  readonly loginUrl?: string;
  /**
   * `clientId` for a pool of yours on the Lite plan, which cannot bind tokens to the server's URL: the app client
   * and the prefix of the scopes stand in for it, and refresh tokens do not change with each use.
   *
   * @default 'required'
   */
  readonly resourceBinding?: ResourceBinding;
}
