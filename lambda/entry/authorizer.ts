import { createAddresses } from '../auth/addresses';
import { createAuthenticate, createCognitoTrust } from '../auth/authenticate';
import { systemClock } from '../clock';
import { readAuthorizerSettings } from '../contract';
import { fetchFromSecretsManager } from '../secrets';

/** The part of a REST API's `REQUEST` event that is used. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly requestContext: { readonly domainName?: string; readonly path: string };
}

/** What lets one request pass. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow'; readonly Resource: string },
    ];
  };
}

export type AuthorizerHandler = (event: AuthorizerEvent) => Promise<AuthorizerAnswer>;

/** The word by which API Gateway knows a refusal; any other error is one of the authorizer's own, and a 500. */
const REFUSAL = 'Unauthorized';

/** Lets pass what the server would take for a caller's, by the same check, and nothing else. */
export function startAuthorizer(environment: NodeJS.ProcessEnv): AuthorizerHandler {
  const settings = readAuthorizerSettings(environment);
  const scopes: readonly string[] = [];
  const addresses = createAddresses({ ...settings, name: 'authorizer', scopes });
  const { auth } = settings;
  const ports = { fetchSecret: fetchFromSecretsManager, clock: systemClock };
  const cognito = auth.kind === 'cognito' ? createCognitoTrust(auth, ports) : undefined;
  const authenticate = createAuthenticate({ settings, scopes, addresses, cognito });
  return async function authorize(event) {
    const answer = await authenticate(requestOf(event, settings.url));
    if (answer.kind === 'refused') throw new Error(REFUSAL);
    if (answer.kind === 'unavailable') throw new Error(`Nobody can be let in: ${answer.reason}`);
    return {
      principalId: answer.caller.subject,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
      },
    };
  };
}

/** Names of headers come as the client wrote them. */
function requestOf({ headers, requestContext }: AuthorizerEvent, url: string): Request {
  const { domainName, path } = requestContext;
  const sent = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  const authorization = sent?.[1];
  return new Request(domainName === undefined ? url : `https://${domainName}${path}`, {
    ...(authorization !== undefined && { headers: { authorization } }),
  });
}
