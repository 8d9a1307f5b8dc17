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
export type { McpIdempotencyOptions } from './idempotency/kept';
export { StateTables, type StateTablesProps } from './state/state-tables';
export { ToolsBundleError } from './tools/bundle-error';
export type { Effect, LogLevel, Manifest, Rate, ServiceRates, ToolManifest } from '../lambda/contract';
