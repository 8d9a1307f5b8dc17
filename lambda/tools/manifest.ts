import { CONTRACT_VERSION, type JsonSchema, type Manifest } from '../contract';
import type { ToolsModule } from './define-tools';
import { advertiseKey } from '../idempotency/key-argument';
import { KEY_ARGUMENT } from '../idempotency/policy';
import { inputSchemaOf, outputSchemaOf } from './json-schema';
import type { Tool } from './tool';

/** The module as data. Runs no handler, check or health check. */
export function manifestOf(module: ToolsModule, version: string): Manifest {
  return {
    contract: CONTRACT_VERSION,
    name: module.name,
    version,
    tools: Object.entries(module.tools).map(([name, tool]) => ({
      name,
      title: tool.title,
      description: tool.description,
      effect: tool.effect,
      scopes: tool.scopes,
      timeoutMs: tool.timeoutMs,
      checkTimeoutMs: tool.checkTimeoutMs,
      limits: tool.limits,
      rates: tool.rates,
      idempotency: tool.idempotency,
      approval: tool.approval,
      ...(tool.approveInClient && { approveInClient: true }),
      inputSchema: advertisedInputOf(tool),
      outputSchema: tool.output && outputSchemaOf(tool.output),
    })),
    prompts: Object.keys(module.prompts),
    resources: Object.keys(module.resources),
    healthChecks: Object.entries(module.healthChecks).map(([name, { critical, timeoutMs }]) => ({
      name,
      critical,
      timeoutMs,
    })),
  };
}

function advertisedInputOf({ input, idempotency }: Tool): JsonSchema {
  const schema = inputSchemaOf(input);
  return idempotency?.keyArgument === KEY_ARGUMENT ? advertiseKey(schema) : schema;
}
