import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logProtection } from '../observability/log-protection';
import { letReadValue } from '../secrets';
import type { AuthorizerContext } from './bound-endpoint';

/** API Gateway gives up after 29 seconds; the keys of an issuer come within two. */
const TIMEOUT = Duration.seconds(10);
const MEMORY_MEBIBYTES = 256;

/**
 * Checks tokens before the server does, with the server's own code, so that the API can answer a bad one itself:
 * its own responses keep the header that hosts log in by. The server checks again. Nothing is remembered: a token
 * that is good no more is refused at once.
 */
export function createAuthorizer(
  service: Construct,
  { bundle, environment, sealingKeys, logRetention, protect }: AuthorizerContext,
): RequestAuthorizer {
  const scope = new Construct(service, 'Authorizer');
  const logGroup = new LogGroup(scope, 'Log', {
    retention: logRetention,
    dataProtectionPolicy: logProtection(),
    removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  letReadValue(role, sealingKeys);
  const handler = new LambdaFunction(scope, 'Function', {
    description: `Checks the tokens of ${bundle.manifest.name} before the MCP server does`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(bundle.directory, { assetHash: bundle.hash }),
    handler: 'authorizer.handler',
    memorySize: MEMORY_MEBIBYTES,
    timeout: TIMEOUT,
    environment: { ...environment },
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
  return new RequestAuthorizer(scope, 'Tokens', {
    handler,
    identitySources: [IdentitySource.header('Authorization')],
    resultsCacheTtl: Duration.seconds(0),
  });
}
