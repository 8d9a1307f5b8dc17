import { Duration } from 'aws-cdk-lib';
import {
  longestCallMs,
  type LatencyObjectives,
  type Manifest,
  type ToolManifest,
} from '../../lambda/contract';

export interface McpLatencyOptions {
  /** Percent of the calls that must be within the objective: above 93.06 and below 100. @default 95 */
  readonly percentile?: number;
  /** What a call may take. @default Duration.seconds(1) */
  readonly within?: Duration;
  /**
   * Objectives of single tools. A tool that may take longer than 20 seconds must have one.
   *
   * @default - `within`
   */
  readonly tools?: Readonly<Record<string, Duration>>;
}

/** The time-out of a tool that names none: whoever allows more says how much of it is fine. */
const DEFAULT_TIMEOUT_MS = 20_000;

/** @throws when a tool has an objective that says nothing, or needs one and has none. */
export function latencyObjectives(
  { within, tools = {} }: McpLatencyOptions,
  { tools: known }: Manifest,
): LatencyObjectives {
  for (const name of Object.keys(tools)) {
    if (known.some((tool) => tool.name === name)) continue;
    const names = known.map((tool) => tool.name).join(', ');
    throw new Error(`slo.latency.tools names '${name}'; the tools are ${names}.`);
  }
  for (const tool of known) {
    const own = Object.hasOwn(tools, tool.name) ? tools[tool.name] : undefined;
    if (own) assertObjective(`slo.latency.tools.${tool.name}`, own, tool);
    else assertNeedsNone(tool);
    if (!own && within) assertObjective('slo.latency.within', within, tool);
  }
  return {
    serviceMs: (within ?? Duration.seconds(1)).toMilliseconds(),
    toolsMs: Object.fromEntries(Object.entries(tools).map(([name, own]) => [name, own.toMilliseconds()])),
  };
}

function assertObjective(option: string, objective: Duration, tool: ToolManifest): void {
  const objectiveMs = objective.toMilliseconds();
  const longest = longestMs(tool);
  if (objectiveMs > 0 && objectiveMs < longest) return;
  throw new Error(
    `${option} is ${objectiveMs} ms, and tool '${tool.name}' is stopped after ${longest} ms: no call of it would ever count as slow. ` +
      `Give more than 0 and less than ${longest} ms.`,
  );
}

function assertNeedsNone(tool: ToolManifest): void {
  if (tool.timeoutMs <= DEFAULT_TIMEOUT_MS) return;
  throw new Error(
    `tool '${tool.name}' may take ${tool.timeoutMs} ms, more than the ${DEFAULT_TIMEOUT_MS} ms of a tool that says nothing: the service's latency objective does not suit it. ` +
      `Give it its own, slo: { latency: { tools: { ${JSON.stringify(tool.name)}: Duration.seconds(…) } } }.`,
  );
}

function longestMs(tool: ToolManifest): number {
  return longestCallMs({ tools: [tool], prompts: [], resources: [] });
}
