import type { Construct } from 'constructs';
import type { BoundEndpoint, EndpointContext } from './bound-endpoint';
import { HttpApiEndpoint, type HttpApiOptions } from './http-api-endpoint';
import { LoadBalancerEndpoint, type LoadBalancerOptions } from './load-balancer-endpoint';
import { RestApiEndpoint, type RestApiOptions } from './rest-api-endpoint';

/** What stands in front of the server. */
export abstract class McpEndpoint {
  /** API Gateway HTTP API: works with no domain, costs $1.00 a million; replies are buffered, 30 s at most. */
  static httpApi(options: HttpApiOptions = {}): McpEndpoint {
    return new HttpApiEndpoint(options);
  }

  /**
   * API Gateway REST API, regional: replies are streamed for up to 15 minutes, a web ACL can stand in front, and
   * it costs $3.50 a million. Needs a domain where callers log in.
   */
  static restApi(options: RestApiOptions = {}): McpEndpoint {
    return new RestApiEndpoint(options);
  }

  /**
   * Application Load Balancer: streams where containers are behind it, a web ACL can stand in front, and it costs
   * about $24 a month. Needs a domain.
   */
  static loadBalancer(options: LoadBalancerOptions): McpEndpoint {
    return new LoadBalancerEndpoint(options);
  }

  /** Called by the construct, once. @throws when it cannot serve these tools. */
  abstract bind(scope: Construct, context: EndpointContext): BoundEndpoint;
}
