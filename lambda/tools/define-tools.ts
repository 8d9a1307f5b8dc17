import type { HealthCheck } from './health-check';
import { findProblems } from './module-problems';
import type { Prompt } from './prompt';
import type { Resource } from './resource';
import type { Tool } from './tool';

/** What a tools module exports as its default. */
export interface ToolsModuleOptions {
  /** Names the service to hosts, logs and metrics: lower-case letters, digits and dashes, at most 64. */
  readonly name: string;
  /** For the model: how the tools belong together. @default - none */
  readonly instructions?: string;
  /** By name: a letter, then letters, digits, `_` and `-`, at most 64 in all. */
  readonly tools: Readonly<Record<string, Tool>>;
  /** @default - none */
  readonly prompts?: Readonly<Record<string, Prompt>>;
  /** @default - none */
  readonly resources?: Readonly<Record<string, Resource>>;
  /** @default - none */
  readonly healthChecks?: Readonly<Record<string, HealthCheck>>;
}

const BRAND = Symbol.for('cdk-mcp-service/tools-module');

export interface ToolsModule extends Required<Omit<ToolsModuleOptions, 'instructions'>> {
  readonly [BRAND]: true;
  readonly instructions?: string;
}

/** Raised while the module loads, so that synth fails with it. The message lists every problem. */
export class ToolsModuleError extends Error {
  override readonly name = 'ToolsModuleError';
}

/**
 * Declares the module. Nothing runs and nothing is read here: synth loads it with an empty environment.
 *
 * @throws {ToolsModuleError} when a name, description, schema or number would be refused later.
 */
export function defineTools(options: ToolsModuleOptions): ToolsModule {
  const problems = findProblems(options);
  if (problems.length > 0) {
    throw new ToolsModuleError(
      `The tools module cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  const { prompts = {}, resources = {}, healthChecks = {} } = options;
  return Object.freeze({ ...options, prompts, resources, healthChecks, [BRAND]: true as const });
}

/** Takes the default export of a module. @throws {ToolsModuleError} when it is not one of {@link defineTools}. */
export function asToolsModule(value: unknown): ToolsModule {
  if (typeof value === 'object' && value !== null && BRAND in value) return value as ToolsModule;
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  const got = value === undefined || empty ? 'nothing' : `a value of type ${typeof value}`;
  throw new ToolsModuleError(
    `The tools module must export the result of defineTools as its default; got ${got}. Write 'export default defineTools({ … })'.`,
  );
}
