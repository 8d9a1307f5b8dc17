/** `cdk-mcp-service`: what a CDK app imports. Anything exported here is public. */
export { McpService, type McpServiceProps } from './mcp-service';
export {
  McpAuth,
  type AuthContext,
  type BoundAuth,
  type JwtAuthOptions,
  type UnauthenticatedOptions,
} from './auth/mcp-auth';
export { McpEndpoint, type BoundEndpoint, type HttpApiOptions } from './endpoint/mcp-endpoint';
export {
  McpRuntime,
  type BoundRuntime,
  type LambdaRuntimeOptions,
  type RuntimeContext,
} from './runtime/mcp-runtime';
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
  LogLevel,
  Manifest,
  Rate,
  ServiceRates,
  ToolManifest,
} from '../lambda/contract';
