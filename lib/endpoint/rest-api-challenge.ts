import {
  GatewayResponse,
  RequestValidator,
  ResponseType,
  type IAuthorizer,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ROUTES } from '../../lambda/contract';

export type TokenRequired = Pick<MethodOptions, 'requestParameters' | 'requestValidator' | 'authorizer'>;

interface Challenge {
  readonly host: string;
  /** As hosts ask for them. */
  readonly scopes: readonly string[];
}

/**
 * A REST API renames the header `WWW-Authenticate` of what it proxies, and hosts find the login by it. So a
 * request without a token is answered by the API itself, whose own responses keep the header. What a bad token
 * gets still comes from the server, renamed: a host knows what a 401 on its own token means.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function requireToken(restApi: RestApi, challenge: Challenge): TokenRequired {
  addChallenge(restApi, 'Challenge', ResponseType.BAD_REQUEST_PARAMETERS, challenge);
  return {
    requestParameters: { 'method.request.header.Authorization': true },
    requestValidator: new RequestValidator(restApi, 'TokenRequired', {
      restApi,
      validateRequestParameters: true,
    }),
  };
}

/** The same, of a bad token too: whatever the authorizer refuses is answered by the API. */
export function requireGoodToken(
  restApi: RestApi,
  authorizer: IAuthorizer,
  challenge: Challenge,
): TokenRequired {
  addChallenge(restApi, 'Unauthorized', ResponseType.UNAUTHORIZED, challenge);
  addChallenge(restApi, 'AccessDenied', ResponseType.ACCESS_DENIED, challenge);
  return { authorizer };
}

function addChallenge(restApi: RestApi, id: string, type: ResponseType, { host, scopes }: Challenge): void {
  const metadata = `https://${host}${ROUTES.protectedResource}`;
  new GatewayResponse(restApi, id, {
    restApi,
    type,
    statusCode: '401',
    responseHeaders: {
      'WWW-Authenticate': `'Bearer scope="${scopes.join(' ')}", resource_metadata="${metadata}"'`,
      // A host in a browser has to be let see it. There are no cookies, and the text is the same for everybody.
      'Access-Control-Allow-Origin': "'*'",
      'Access-Control-Expose-Headers': "'WWW-Authenticate'",
    },
    templates: {
      'application/json': JSON.stringify({
        message: 'An access token is needed. Log in at the authorization server that the metadata names.',
      }),
    },
  });
}
