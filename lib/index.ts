/** `cdk-mcp-service`: what a CDK app imports. Anything exported here is public. */
export { McpService, type McpServiceProps } from './mcp-service';
export { ApprovalRecords, type McpApprovalOptions } from './approvals/approval-records';
export { McpAuth } from './auth/mcp-auth';
export type { AuthContext, BoundAuth, CognitoParts } from './auth/bound-auth';
export type { CognitoAuthOptions, SecondFactor } from './auth/cognito-options';
export type { JwtAuthOptions } from './auth/jwt-auth';
export type { UnauthenticatedOptions } from './auth/unauthenticated';
export { McpEndpoint } from './endpoint/mcp-endpoint';
export type {
  BoundEndpoint,
  ConnectedEndpoint,
  ConnectedHttpApi,
  ConnectedLoadBalancer,
  ConnectedRestApi,
  EndpointContext,
  EndpointTarget,
} from './endpoint/bound-endpoint';
export type { McpApiDomainOptions, McpDomainOptions } from './endpoint/domain';
export type { HttpApiOptions } from './endpoint/http-api-endpoint';
export type { LoadBalancerOptions } from './endpoint/load-balancer-endpoint';
export type { RestApiOptions } from './endpoint/rest-api-endpoint';
export type { WebAclOptions } from './endpoint/web-acl';
export { McpRuntime } from './runtime/mcp-runtime';
export type { BoundFargate, BoundLambda, BoundRuntime, RuntimeContext } from './runtime/bound-runtime';
export type { FargateNetwork } from './runtime/fargate-network';
export type { FargateRuntimeOptions } from './runtime/fargate-runtime';
export type { LambdaRuntimeOptions } from './runtime/lambda-runtime';
export type { RuntimeKind } from './runtime/runtime-kind';
export {
  McpRollout,
  type CanaryOptions,
  type LinearOptions,
  type RollingOptions,
  type RolloutPlan,
} from './rollout/mcp-rollout';
export {
  McpAlerts,
  type BoundAlerts,
  type NoAlertsOptions,
  type TopicAlertsOptions,
} from './observability/alerts';
export { McpAlarms, type McpAlarmsProps } from './observability/alarms';
export { McpDashboards, type McpDashboardsProps } from './observability/dashboards';
export {
  MeteredConstruct,
  type ErrorMetricOptions,
  type ToolMetricOptions,
} from './observability/metered-construct';
export { ServiceMetrics, type MetricKey, type MetricScope } from './observability/service-metrics';
export type { AlarmSpec, Severity, SignalGraph, Signals } from './observability/signals';
export type { Slo, McpSloOptions } from './observability/slo';
export type { McpLatencyOptions } from './observability/latency-objectives';
export type { Runbook } from './observability/runbooks';
export type { McpIdempotencyOptions } from './idempotency/kept';
export type { McpStateOptions } from './state/mcp-state';
export { StateTables, type StateTablesProps } from './state/state-tables';
export { ToolsBundleError } from './tools/bundle-error';
export type {
  Effect,
  ErrorCode,
  HostSettings,
  LogLevel,
  Manifest,
  Rate,
  ResourceBinding,
  ServiceRates,
  ToolManifest,
} from '../lambda/contract';
