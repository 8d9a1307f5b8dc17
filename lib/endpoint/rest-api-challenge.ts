import {
  GatewayResponse,
  RequestValidator,
  ResponseType,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ROUTES, scopesOf, type Manifest } from '../../lambda/contract';

export type TokenRequired = Pick<MethodOptions, 'requestParameters' | 'requestValidator'>;

/**
 * A REST API renames the header `WWW-Authenticate` of what it proxies, and hosts find the login by it. So a
 * request without a token is answered by the API itself, whose own responses keep the header. What a bad token
 * gets still comes from the server, renamed: a host knows what a 401 on its own token means.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function addChallenge(restApi: RestApi, host: string, manifest: Manifest): TokenRequired {
  const metadata = `https://${host}${ROUTES.protectedResource}`;
  new GatewayResponse(restApi, 'Challenge', {
    restApi,
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    statusCode: '401',
    responseHeaders: {
      'WWW-Authenticate': `'Bearer scope="${scopesOf(manifest).join(' ')}", resource_metadata="${metadata}"'`,
    },
    templates: {
      'application/json': JSON.stringify({
        message: 'An access token is needed. Log in at the authorization server that the metadata names.',
      }),
    },
  });
  return {
    requestParameters: { 'method.request.header.Authorization': true },
    requestValidator: new RequestValidator(restApi, 'TokenRequired', {
      restApi,
      validateRequestParameters: true,
    }),
  };
}
