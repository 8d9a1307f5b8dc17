import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { AuthSettings, Manifest } from '../../lambda/contract';
import type { Signals } from '../observability/signals';
import type { BoundRuntime } from '../runtime/bound-runtime';
import type { RuntimeKind } from '../runtime/runtime-kind';
import type { ToolsBundle } from '../tools/bundle';

/** What an endpoint may depend on before anything is behind it. */
export interface EndpointContext {
  readonly manifest: Manifest;
  readonly runtime: RuntimeKind;
  readonly maxBodyBytes: number;
  /** Whether replies must reach the client while they are made; absent when nobody said. */
  readonly streaming?: boolean;
  /** Whether what has an address is protected from deletion. */
  readonly protect: boolean;
}

/** What an endpoint leads to. */
export interface EndpointTarget {
  readonly runtime: BoundRuntime;
  readonly auth: AuthSettings;
  /** For an endpoint that has to check tokens before the server does; absent where none are checked so. */
  readonly authorizer?: AuthorizerContext;
}

/** What an authorizer is made of: it checks tokens as the server does, and knows no tools. */
export interface AuthorizerContext {
  readonly bundle: ToolsBundle;
  readonly environment: Readonly<Record<string, string>>;
  /** What tokens are sealed with: the only thing that it may read. */
  readonly sealingKeys: ISecret;
  readonly logRetention: RetentionDays;
  /** Whether its log survives the stack. */
  readonly protect: boolean;
}

interface Connected {
  /** What AWS counts of it, and of what stands between it and the runtime. */
  readonly signals: readonly Signals[];
}

export interface ConnectedHttpApi extends Connected {
  readonly kind: 'httpApi';
  readonly httpApi: HttpApi;
  /** Between it and containers; absent before Lambda. */
  readonly loadBalancer?: ApplicationLoadBalancer;
}

export interface ConnectedRestApi extends Connected {
  readonly kind: 'restApi';
  readonly restApi: RestApi;
  /** Between it and containers; absent before Lambda. */
  readonly loadBalancer?: ApplicationLoadBalancer;
  readonly webAcl?: CfnWebACL;
}

export interface ConnectedLoadBalancer extends Connected {
  readonly kind: 'loadBalancer';
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly webAcl?: CfnWebACL;
}

/** An endpoint that every request passes on its way to the runtime. */
export type ConnectedEndpoint = ConnectedHttpApi | ConnectedRestApi | ConnectedLoadBalancer;

/** An endpoint whose URL is fixed, before anything is behind it: the URL is the audience of the tokens. */
export interface BoundEndpoint {
  /** Public URL of `/mcp`. */
  readonly url: string;
  /** Other URLs that lead here: those of before a domain was added. */
  readonly alternateUrls: readonly string[];
  /** Whether anybody on the internet can send a request. */
  readonly isPublic: boolean;
  /** Whether `/.well-known` of its origin is answered by the server, which hosts find the login by. */
  readonly servesWellKnown: boolean;
  /** Whether a reply reaches the client while it is made. */
  readonly streams: boolean;
  /** Sends every request to the runtime. Called once. */
  connect(target: EndpointTarget): ConnectedEndpoint;
}
