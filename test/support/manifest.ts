import type { Manifest, ToolManifest } from '../../lambda/contract';

/** The manifest of a module with tools that change nothing, but for what is said of each. */
export function manifestWith(tools: readonly Partial<ToolManifest>[]): Manifest {
  return {
    contract: 1,
    name: 'desk',
    version: '1.0.0',
    tools: tools.map((changes, index) => ({
      name: `tool_${index}`,
      description: 'Does it.',
      effect: 'read',
      scopes: ['read'],
      timeoutMs: 1_000,
      limits: { argumentDepth: 16, outputBytes: 65_536, outputItems: 1_000 },
      rates: {},
      approval: 'never',
      inputSchema: {},
      ...changes,
    })),
    prompts: [],
    resources: [],
    healthChecks: [],
  };
}
