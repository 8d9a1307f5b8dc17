import { Duration, Names, Stack } from 'aws-cdk-lib';
import {
  ConnectionType,
  DomainName,
  EndpointType,
  Integration,
  IntegrationType,
  LambdaIntegration,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
  VpcLink as RestVpcLink,
  CfnMethod,
  type Method,
} from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { PUBLIC_HOST_HEADER, ROUTES, scopesOf, type Manifest } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import { ServiceMetrics } from '../observability/service-metrics';
import type { BoundEndpoint, ConnectedRestApi, EndpointContext, EndpointTarget } from './bound-endpoint';
import { apiSignals } from './api-signals';
import { API_BYTES, assertFits } from './capacity';
import {
  assertDomain,
  certificateFor,
  keepsDefaultUrl,
  pointDomainAt,
  urlsOf,
  type McpApiDomainOptions,
} from './domain';
import { privateWay, type PrivateWay } from './internal-balancer';
import { createAuthorizer } from './rest-api-authorizer';
import { requireGoodToken, requireToken, type TokenRequired } from './rest-api-challenge';
import { createWebAcl, type WebAclOptions } from './web-acl';

export interface RestApiOptions {
  /** A name of yours. Hosts find the login at the root of a name, so where callers log in it is needed. @default - the API's own URL */
  readonly domain?: McpApiDomainOptions;
  /** Requests per second that the endpoint takes before API Gateway answers 429. @default 100 */
  readonly rateLimit?: number;
  /** Requests above the rate that are taken at once. @default 200 */
  readonly burstLimit?: number;
  /** A web ACL with managed rules that let bodies of tools pass; `true` for its defaults. @default false */
  readonly waf?: boolean | WebAclOptions;
}

const RATE_LIMIT = 100;
/** A literal: taken from the stage it would make a cycle through the server's environment. */
const STAGE = 'live';
const STREAM_TIMEOUT = Duration.minutes(15);
/** What every account has without asking for more. */
const BUFFERED_TIMEOUT = Duration.seconds(29);

export class RestApiEndpoint {
  constructor(private readonly options: RestApiOptions) {
    if (options.domain) assertDomain('McpEndpoint.restApi', options.domain);
  }

  bind(scope: Construct, context: EndpointContext): BoundEndpoint {
    const streams = context.streaming ?? true;
    const timeout = streams ? STREAM_TIMEOUT : BUFFERED_TIMEOUT;
    const bytes = API_BYTES[context.runtime];
    assertFits(
      {
        name: streams ? 'a REST API' : 'a REST API that does not stream',
        streams,
        replyMs: timeout.toMilliseconds(),
        requestBytes: bytes,
        replyBytes: streams ? undefined : bytes,
      },
      context,
    );
    const { domain } = this.options;
    const restApi = this.createApi(scope, context);
    const { region, urlSuffix } = Stack.of(scope);
    if (domain) addDomain(scope, restApi, domain);
    return {
      ...urlsOf(
        domain,
        () => `https://${restApi.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE}${ROUTES.mcp}`,
      ),
      isPublic: true,
      servesWellKnown: domain !== undefined,
      streams,
      connect: (target) => this.connect(scope, restApi, { context, target, streams, timeout }),
    };
  }

  private createApi(scope: Construct, { manifest }: EndpointContext): RestApi {
    const { domain, rateLimit = RATE_LIMIT, burstLimit = 200 } = this.options;
    const restApi = new RestApi(scope, 'RestApi', {
      // Its metrics go by the name: one of the whole account.
      restApiName: Names.uniqueResourceName(scope, { maxLength: 64 }),
      description: `MCP endpoint of ${manifest.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: keepsDefaultUrl(domain) ? undefined : true,
      // A setting of the whole account, which is not one stack's to change.
      cloudWatchRole: false,
      deployOptions: { stageName: STAGE, throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit },
    });
    accept(restApi, 'apiAuthorization', 'cognitoAuthorizer', 'requestValidation');
    accept(restApi, 'restAccessLog', 'restExecutionLog');
    return restApi;
  }

  private connect(
    scope: Construct,
    restApi: RestApi,
    { context: { manifest }, target, streams, timeout }: Connection,
  ): ConnectedRestApi {
    const responseTransferMode = streams ? ResponseTransferMode.STREAM : ResponseTransferMode.BUFFERED;
    const { domain, waf, rateLimit = RATE_LIMIT } = this.options;
    const { runtime } = target;
    const token = domain && tokenFor(scope, restApi, { target, manifest, host: domain.name });
    const way = runtime.kind === 'fargate' ? privateWay(scope, runtime, manifest) : undefined;
    if (runtime.kind === 'lambda') {
      const integration = new LambdaIntegration(runtime.alias, {
        responseTransferMode,
        timeout,
        // The console's test button would need a permission of its own for each method.
        allowTestInvoke: false,
      });
      addMethods(restApi, () => integration, token);
    } else if (way) {
      const linked = linkedTo(scope, way, { responseTransferMode, timeout });
      addMethods(restApi, linked, token).forEach((method) => aimAt(method, way));
    }
    const signals = apiSignals(restApi, new ServiceMetrics(manifest.name), token && { rateLimit });
    const webAcl = waf
      ? createWebAcl(scope, waf === true ? {} : waf, {
          resourceArn: restApi.deploymentStage.stageArn,
          login: target.auth.kind === 'cognito',
        })
      : undefined;
    return {
      kind: 'restApi',
      restApi,
      loadBalancer: way?.loadBalancer,
      webAcl,
      signals: [signals, ...(way?.signals ?? [])],
    };
  }
}

interface Connection {
  readonly context: EndpointContext;
  readonly target: EndpointTarget;
  readonly streams: boolean;
  readonly timeout: Duration;
}

interface AskedFor {
  readonly target: EndpointTarget;
  readonly manifest: Manifest;
  readonly host: string;
}

/** What a request to `/mcp` has to bring, where callers log in. */
function tokenFor(
  scope: Construct,
  restApi: RestApi,
  { target: { auth, authorizer }, manifest, host }: AskedFor,
): TokenRequired | undefined {
  if (auth.kind === 'unauthenticated') return undefined;
  const scopes = scopesOf(manifest);
  if (authorizer === undefined) return requireToken(restApi, { host, scopes });
  // At Cognito a scope is known by the URL of its service.
  const full = scopes.map((name) => `https://${host}${ROUTES.mcp}/${name}`);
  return requireGoodToken(restApi, createAuthorizer(scope, authorizer), { host, scopes: full });
}

/** `/mcp`, where a token may be asked for, and everything else. A preflight request has no token. */
function addMethods(
  restApi: RestApi,
  integrationOf: (path: string) => Integration,
  token: TokenRequired | undefined,
): Method[] {
  const mcp = restApi.root.addResource(ROUTES.mcp.slice(1));
  const rest = restApi.root.addResource('{proxy+}');
  const proxied = { requestParameters: { 'method.request.path.proxy': true } };
  const preflight = token ? [mcp.addMethod('OPTIONS', integrationOf(ROUTES.mcp))] : [];
  return [
    mcp.addMethod('ANY', integrationOf(ROUTES.mcp), token),
    rest.addMethod('ANY', integrationOf('/{proxy}'), proxied),
    ...preflight,
  ];
}

function linkedTo(
  scope: Construct,
  { link, loadBalancer }: PrivateWay,
  transfer: { readonly responseTransferMode: ResponseTransferMode; readonly timeout: Duration },
): (path: string) => Integration {
  const vpcLink = RestVpcLink.fromVpcLinkId(scope, 'RestLink', link.vpcLinkId);
  return (path) =>
    new Integration({
      type: IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'ANY',
      uri: `http://${loadBalancer.loadBalancerDnsName}${path}`,
      options: {
        ...transfer,
        connectionType: ConnectionType.VPC_LINK,
        vpcLink,
        requestParameters: {
          // Host becomes that of the integration; the server has to know which of its URLs was asked.
          [`integration.request.header.${PUBLIC_HOST_HEADER}`]: 'context.domainName',
          ...(path.includes('{proxy}') && { 'integration.request.path.proxy': 'method.request.path.proxy' }),
        },
      },
    });
}

/** The construct library knows network balancers only as what a link leads to. */
function aimAt(method: Method, { loadBalancer }: PrivateWay): void {
  const resource = method.node.defaultChild;
  if (!(resource instanceof CfnMethod)) throw new Error('The method has no resource.');
  resource.addPropertyOverride('Integration.IntegrationTarget', loadBalancer.loadBalancerArn);
}

function addDomain(scope: Construct, restApi: RestApi, domain: McpApiDomainOptions): void {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: domain.name,
    certificate: certificateFor(scope, domain),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
    mapping: restApi,
  });
  pointDomainAt(scope, domain, {
    alias: new ApiGatewayDomain(domainName),
    hostName: domainName.domainNameAliasDomainName,
  });
}
