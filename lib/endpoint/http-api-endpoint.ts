import {
  ApiMapping,
  CfnStage,
  DomainName,
  HttpApi,
  HttpRoute,
  HttpRouteKey,
  MappingValue,
  ParameterMapping,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpAlbIntegration, HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { PUBLIC_HOST_HEADER, ROUTES } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import { ServiceMetrics } from '../observability/service-metrics';
import { ACCESS_LOG_FORMAT, accessLogGroup } from './access-log';
import type { BoundEndpoint, ConnectedHttpApi, EndpointContext, EndpointTarget } from './bound-endpoint';
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
import { privateWay } from './internal-balancer';

export interface HttpApiOptions {
  /** A name of yours. @default - the API's own URL */
  readonly domain?: McpApiDomainOptions;
  /**
   * Requests per second that the whole endpoint takes before API Gateway answers 429: what a runaway agent
   * can cost at most.
   *
   * @default 100
   */
  readonly rateLimit?: number;
  /** Requests above the rate that are taken at once. @default 200 */
  readonly burstLimit?: number;
}

export class HttpApiEndpoint {
  constructor(private readonly options: HttpApiOptions) {
    if (options.domain) assertDomain('McpEndpoint.httpApi', options.domain);
  }

  bind(scope: Construct, context: EndpointContext): BoundEndpoint {
    const { manifest, runtime } = context;
    assertFits(
      {
        name: 'an HTTP API',
        streams: false,
        replyMs: 30_000,
        requestBytes: API_BYTES[runtime],
        replyBytes: API_BYTES[runtime],
      },
      context,
    );
    const { domain } = this.options;
    const httpApi = new HttpApi(scope, 'Api', {
      apiName: manifest.name,
      description: `MCP endpoint of ${manifest.name}`,
      disableExecuteApiEndpoint: keepsDefaultUrl(domain) ? undefined : true,
    });
    this.configureStage(scope, httpApi);
    if (domain) addDomain(scope, httpApi, domain);
    return {
      ...urlsOf(domain, () => `${httpApi.apiEndpoint}${ROUTES.mcp}`),
      isPublic: true,
      servesWellKnown: true,
      streams: false,
      connect: (target) => connect(scope, httpApi, context, target),
    };
  }

  private configureStage(scope: Construct, httpApi: HttpApi): void {
    const { rateLimit = 100, burstLimit = 200 } = this.options;
    const stage = httpApi.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('The HTTP API has no default stage.');
    stage.defaultRouteSettings = { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit };
    stage.accessLogSettings = {
      destinationArn: accessLogGroup(scope).logGroupArn,
      format: ACCESS_LOG_FORMAT,
    };
  }
}

function connect(
  scope: Construct,
  httpApi: HttpApi,
  { manifest }: EndpointContext,
  { runtime }: EndpointTarget,
): ConnectedHttpApi {
  const route = { httpApi, routeKey: HttpRouteKey.DEFAULT };
  const signals = apiSignals(httpApi, new ServiceMetrics(manifest.name));
  if (runtime.kind === 'lambda') {
    const integration = new HttpLambdaIntegration('Integration', runtime.alias);
    accept(new HttpRoute(scope, 'Route', { ...route, integration }), 'apiAuthorization');
    return { kind: 'httpApi', httpApi, signals: [signals] };
  }
  const way = privateWay(scope, runtime, manifest);
  // The API sends its own name as Host; the server has to know which of its URLs was asked.
  const parameterMapping = new ParameterMapping().overwriteHeader(
    PUBLIC_HOST_HEADER,
    MappingValue.contextVariable('domainName'),
  );
  const integration = new HttpAlbIntegration('Integration', way.listener, {
    vpcLink: way.link,
    parameterMapping,
  });
  accept(new HttpRoute(scope, 'Route', { ...route, integration }), 'apiAuthorization');
  return { kind: 'httpApi', httpApi, loadBalancer: way.loadBalancer, signals: [signals, ...way.signals] };
}

function addDomain(scope: Construct, httpApi: HttpApi, domain: McpApiDomainOptions): void {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: domain.name,
    certificate: certificateFor(scope, domain),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(scope, 'DomainMapping', { api: httpApi, domainName });
  const { regionalDomainName, regionalHostedZoneId } = domainName;
  pointDomainAt(scope, domain, {
    alias: new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
    hostName: regionalDomainName,
  });
}
