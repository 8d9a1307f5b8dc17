export { isStringArray } from './parse';
export { CONTRACT_VERSION } from './version';
export { PROBE_EVENT_KEY, PROBE_EVENT_VALUE, PUBLIC_HOST_HEADER, ROUTES, approvalPath } from './routes';
export { drainSeconds, idleSeconds, keepAliveSeconds } from './timing';
export { ERROR_CODES, ERROR_META_KEY, type CallOutcome, type ErrorCode, type ErrorRecord } from './errors';
export {
  APPROVAL_AUDIT_PARTITION,
  APPROVAL_PARTITION,
  ERASURE_AUDIT_PARTITION,
  PARTITION_KEY,
  RESOLUTION_AUDIT_PARTITION,
  SORT_KEY,
  SWITCH_AUDIT_PARTITION,
  SWITCH_PARTITION,
  TTL_ATTRIBUTE,
} from './tables';
export { APPROVAL_EVENTS, EVENT_SOURCE, type ApprovalRecordSettings } from './approval-records';
export {
  METRICS,
  METRIC_NAMESPACE,
  type MetricDefinition,
  type MetricDimension,
  type MetricUnit,
} from './metrics';
export {
  EFFECTS,
  READ_SCOPE,
  READ_TIMEOUT_MS,
  SENSITIVE_KEY,
  asksForApproval,
  longestCallMs,
  scopesOf,
  type Approval,
  type Effect,
  type HealthCheckManifest,
  type IdempotencyPolicy,
  type JsonSchema,
  type Manifest,
  type ToolLimits,
  type ToolManifest,
} from './manifest';
export {
  DEFAULT_RATES,
  RATE_NAMES,
  isRate,
  isServiceRates,
  rateProblem,
  type Rate,
  type ServiceRates,
  type ToolRates,
  type WhenUnavailable,
} from './rates';
export {
  EVERYONE,
  RESOURCE_BINDINGS,
  fullScope,
  type AuthSettings,
  type CognitoSettings,
  type HostSettings,
  type JwtSettings,
  type MachineSettings,
  type ResourceBinding,
} from './auth';
export {
  ALTERNATE_URLS_SETTING,
  APPROVAL_RECORDS_SETTING,
  APPROVALS_URL_SETTING,
  AUTH_SETTING,
  CONTRACT_SETTING,
  LOG_LEVELS,
  SETTING_NAMES,
  SettingsError,
  TRACINGS,
  URL_SETTING,
  readAuthorizerSettings,
  readSettings,
  toAuthorizerEnvironment,
  toEnvironment,
  type AuthorizerSettings,
  type LatencyObjectives,
  type LogLevel,
  type Settings,
  type Tracing,
} from './settings';
