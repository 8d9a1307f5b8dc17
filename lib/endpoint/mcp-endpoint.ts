import { HttpApi, HttpRoute, HttpRouteKey, type CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { ROUTES, longestCallMs, type Manifest } from '../../lambda/contract';
import { ServiceMetrics } from '../observability/service-metrics';
import type { Signals } from '../observability/signals';
import type { BoundRuntime } from '../runtime/mcp-runtime';
import { httpApiSignals } from './http-api-signals';

export interface HttpApiOptions {
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

/** An endpoint whose URL is fixed, before anything is behind it: the URL is the audience of the tokens. */
export interface BoundEndpoint {
  /** Public URL of `/mcp`. */
  readonly url: string;
  /** Whether anybody on the internet can send a request. */
  readonly isPublic: boolean;
  readonly httpApi: HttpApi;
  /** What AWS counts of it. */
  readonly signals: Signals;
  /** Sends every request to the runtime. */
  connect(runtime: BoundRuntime): void;
}

/** What stands in front of the server. */
export abstract class McpEndpoint {
  /** API Gateway HTTP API: works with no domain, costs $1.00 a million; replies are buffered, 30 s at most. */
  static httpApi(options: HttpApiOptions = {}): McpEndpoint {
    return new HttpApiEndpoint(options);
  }

  /** Called by the construct, once. @throws when a tool may take longer than the endpoint waits. */
  abstract bind(scope: Construct, manifest: Manifest): BoundEndpoint;
}

const HTTP_API_LIMIT_MS = 30_000;
/** Time for the network and the server around the longest call. */
const MARGIN_MS = 2_000;

class HttpApiEndpoint extends McpEndpoint {
  constructor(private readonly options: HttpApiOptions) {
    super();
  }

  bind(scope: Construct, manifest: Manifest): BoundEndpoint {
    assertTimeouts(manifest);
    const httpApi = new HttpApi(scope, 'Api', {
      apiName: manifest.name,
      description: `MCP endpoint of ${manifest.name}`,
    });
    const { rateLimit = 100, burstLimit = 200 } = this.options;
    const stage = httpApi.defaultStage?.node.defaultChild as CfnStage;
    stage.defaultRouteSettings = { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit };
    return {
      url: `${httpApi.apiEndpoint}${ROUTES.mcp}`,
      isPublic: true,
      httpApi,
      signals: httpApiSignals(httpApi, new ServiceMetrics(manifest.name)),
      connect({ alias }) {
        new HttpRoute(scope, 'Route', {
          httpApi,
          routeKey: HttpRouteKey.DEFAULT,
          integration: new HttpLambdaIntegration('Integration', alias),
        });
      },
    };
  }
}

function assertTimeouts({ tools }: Manifest): void {
  const most = HTTP_API_LIMIT_MS - MARGIN_MS;
  for (const tool of tools) {
    const longest = longestCallMs({ tools: [tool], prompts: [], resources: [] });
    if (longest > most) {
      throw new Error(
        `tool '${tool.name}' may take ${longest} ms (rule and handler together), and an HTTP API gives up after ${HTTP_API_LIMIT_MS} ms. ` +
          `Lower timeoutMs or checkTimeoutMs so that they add up to ${most} ms at most.`,
      );
    }
  }
}
