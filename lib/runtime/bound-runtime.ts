import type { IConnectable, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { FargateService, FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { AuthSettings } from '../../lambda/contract';
import type { Signals } from '../observability/signals';
import type { McpRollout } from '../rollout/mcp-rollout';
import type { ToolsBundle } from '../tools/bundle';

/** What a runtime is given. */
export interface RuntimeContext {
  readonly bundle: ToolsBundle;
  readonly environment: Readonly<Record<string, string>>;
  readonly auth: AuthSettings;
  readonly logRetention: RetentionDays;
  /** Whether the log survives the stack. */
  readonly protect: boolean;
  /** Whether spans are recorded. */
  readonly tracing: boolean;
  /** Whether the endpoint hands a reply on while it is made. */
  readonly streams: boolean;
  /** Whether handlers read secrets. */
  readonly readsSecrets: boolean;
  /** Whether the server sends events: those of approvals. */
  readonly sendsEvents: boolean;
  /** How a new release takes over. */
  readonly rollout: McpRollout;
}

interface Bound {
  readonly principal: IGrantable;
  readonly logGroup: ILogGroup;
  /** What it stands in the network with; absent outside a VPC. */
  readonly network?: IConnectable;
  /** What AWS counts of it. */
  readonly signals: Signals;
}

/** What the endpoint invokes on Lambda. */
export const LIVE_ALIAS = 'live';

/** A Lambda function that an endpoint invokes. */
export interface BoundLambda extends Bound {
  readonly kind: 'lambda';
  readonly function: LambdaFunction;
  /** What the endpoint invokes: deployments move it from version to version. */
  readonly alias: Alias;
}

/** Containers that an endpoint reaches through a load balancer. */
export interface BoundFargate extends Bound {
  readonly kind: 'fargate';
  readonly vpc: IVpc;
  /** Where in the VPC the containers run. */
  readonly subnets: SubnetSelection;
  readonly cluster: ICluster;
  readonly service: FargateService;
  readonly taskDefinition: FargateTaskDefinition;
  /** Sends everything that the listener receives to the containers. Called once, by the endpoint. */
  attachTo(listener: ApplicationListener): Signals;
}

/** A runtime that an endpoint can send requests to. */
export type BoundRuntime = BoundLambda | BoundFargate;
