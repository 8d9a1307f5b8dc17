/** `cdk-mcp-service/tools`: what a tools module imports. Anything exported here is public. */
export { defineTools, ToolsModuleError, type ToolsModule, type ToolsModuleOptions } from './define-tools';
export { tool, type Tool, type ToolOptions, type ToolReply } from './tool';
export { prompt, type Prompt, type PromptMessage, type PromptOptions } from './prompt';
export { resource, type Resource, type ResourceBody } from './resource';
export { healthCheck, type HealthCheck, type HealthCheckOptions } from './health-check';
export { sensitive } from './sensitive';
export { content, type Content, type ContentBlock } from './content';
export type { TraceContext } from '../tracing/trace-context';
export type { Caller, HandlerContext, HandlerLog, ToolContext } from './context';
export {
  ToolError,
  blocked,
  conflict,
  invalidArguments,
  notExecuted,
  notFound,
  transient,
  type ToolErrorOptions,
} from '../tool-error';
export { UpstreamStatus, answered } from '../upstream/answered';
export { CallEnded } from '../upstream/upstream';
export type { Upstream, UpstreamAttempt, UpstreamOptions } from '../upstream/upstream';
export type {
  CallOutcome,
  Effect,
  ErrorCode,
  IdempotencyPolicy,
  Rate,
  ToolLimits,
  ToolRates,
  WhenUnavailable,
} from '../contract';
