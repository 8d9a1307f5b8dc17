import { Duration, Fn } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  type IUserPool,
  type OAuthScope,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { ROUTES, type ResourceBinding } from '../../lambda/contract';
import { createAppClient } from './app-client';

interface PeopleClientProps {
  readonly userPool: IUserPool;
  readonly scopes: OAuthScope[];
  /** All that lead to the service. */
  readonly urls: readonly string[];
  readonly accessTokenValidity: Duration;
  readonly refreshTokenValidity: Duration;
  readonly resourceBinding: ResourceBinding;
}

/** A refresh whose answer is lost can be sent again within it. Cognito takes 60 seconds at most. */
const ROTATION_GRACE = Duration.seconds(60);

/** The one app client of all hosts: the server is who logs in with it, and people come back to the server alone. */
export function createPeopleClient(
  scope: Construct,
  { userPool, scopes, urls, accessTokenValidity, refreshTokenValidity, resourceBinding }: PeopleClientProps,
): UserPoolClient {
  // The Lite plan has neither managed login nor refresh tokens that change.
  const isLite = resourceBinding === 'clientId';
  const client = createAppClient(scope, 'People', {
    userPool,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes,
      callbackUrls: urls.flatMap((url) =>
        [ROUTES.oauthCallback, ROUTES.approvalsCallback].map((path) => `${originOf(url)}${path}`),
      ),
    },
    // What the login page uses. Left out, it would be more, and refresh tokens could not change.
    authFlows: { userSrp: true },
    accessTokenValidity,
    idTokenValidity: accessTokenValidity,
    refreshTokenValidity,
    ...(!isLite && { refreshTokenRotationGracePeriod: ROTATION_GRACE }),
  });
  if (isLite) return client;
  // Without a style managed login answers this client with an error.
  new CfnManagedLoginBranding(scope, 'Branding', {
    userPoolId: userPool.userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  });
  return client;
}

/** The URL of a REST API has a stage before `/mcp`: scheme and host are taken, also when they are known later. */
function originOf(url: string): string {
  const parts = Fn.split('/', url);
  return `${Fn.select(0, parts)}//${Fn.select(2, parts)}`;
}
