import type { Manifest, ToolManifest } from './contract';
import { manifestOf } from './tools/manifest';
import type { ToolsModule } from './tools/define-tools';
import type { Tool } from './tools/tool';

/** A tool with its name and its schemas as data. */
export interface RegisteredTool {
  readonly tool: Tool;
  readonly manifest: ToolManifest;
}

/** The module, compiled once at boot: nothing in it is built again for a request. */
export interface Registry {
  readonly module: ToolsModule;
  readonly manifest: Manifest;
  readonly tools: ReadonlyMap<string, RegisteredTool>;
}

export function compileRegistry(module: ToolsModule, version: string): Registry {
  const manifest = manifestOf(module, version);
  const tools = new Map<string, RegisteredTool>();
  for (const tool of manifest.tools) {
    const definition = module.tools[tool.name];
    if (definition) tools.set(tool.name, { tool: definition, manifest: tool });
  }
  return { module, manifest, tools };
}

/**
 * Refuses to serve another module than the one that synth saw: its scopes, time-outs and alarms were made
 * for that one.
 *
 * @throws with the first difference.
 */
export function assertSameManifest(registry: Registry, shipped: unknown): void {
  const own = JSON.stringify(registry.manifest);
  if (own === JSON.stringify(shipped)) return;
  throw new Error(
    'The tools module is not the one that was synthesized: it declares other tools here than it did then. ' +
      'A module must not depend on the environment, the time or chance; read configuration inside the handler.',
  );
}
