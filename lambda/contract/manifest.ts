import type { ToolRates } from './rates';

/**
 * What a tool may do. `read` changes nothing; `write` changes something and can be repeated or undone;
 * `destructive` cannot be undone (money, deletion, a message sent).
 */
export type Effect = 'read' | 'write' | 'destructive';

export const EFFECTS = ['read', 'write', 'destructive'] as const satisfies readonly Effect[];

/** A JSON Schema document (2020-12). */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Keyword that marks a field of a schema as nothing for logs, approvers or callers to see. */
export const SENSITIVE_KEY = 'sensitive';

/** Everything synth and operators may know of a tool without running it. */
export interface ToolManifest {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly effect: Effect;
  /** Scope names without prefix; the caller's token must hold all of them. */
  readonly scopes: readonly string[];
  /** Milliseconds the handler may take. */
  readonly timeoutMs: number;
  /** Milliseconds the tool's own rule may take; absent when it has none. */
  readonly checkTimeoutMs?: number;
  readonly limits: ToolLimits;
  readonly rates: ToolRates;
  /** How calls are told apart; absent for reads, which may run as often as they are sent. */
  readonly idempotency?: IdempotencyPolicy;
  /** Whether a person has to approve a call; `sometimes` depends on its arguments and its caller. */
  readonly approval: Approval;
  /** Whether the person in front of the client may approve there; absent when not. */
  readonly approveInClient?: true;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

export type Approval = 'never' | 'sometimes' | 'always';

/** How the calls of a tool with an effect are told apart. */
export interface IdempotencyPolicy {
  /** The argument that names a call. */
  readonly keyArgument: string;
  /** Whether a call without a key is named by who calls and with what, for 10 minutes. */
  readonly derivedKey: boolean;
}

/** Bounds on one call. */
export interface ToolLimits {
  /** Nesting of the arguments: `{}` is 1. */
  readonly argumentDepth: number;
  /** Bytes of the result as JSON; a structured reply counts twice, because it is sent as text too. */
  readonly outputBytes: number;
  /** Items of the longest list in the result. */
  readonly outputItems: number;
}

export interface HealthCheckManifest {
  readonly name: string;
  readonly critical: boolean;
  readonly timeoutMs: number;
}

/** The tools module as data: printed at synth, shipped beside the code, compared with the code at boot. */
export interface Manifest {
  readonly contract: number;
  readonly name: string;
  readonly version: string;
  readonly tools: readonly ToolManifest[];
  readonly prompts: readonly string[];
  readonly resources: readonly string[];
  readonly healthChecks: readonly HealthCheckManifest[];
}

/** What prompts and resources need: they change nothing. */
export const READ_SCOPE: Effect = 'read';

/** All scopes a caller may need, in a stable order. */
export function scopesOf({ tools, prompts, resources }: Manifest): string[] {
  const readable = prompts.length + resources.length > 0 ? [READ_SCOPE] : [];
  return [...new Set([...readable, ...tools.flatMap((tool) => tool.scopes)])].toSorted();
}

/** Whether there is a tool of which a person has to approve calls. */
export function asksForApproval({ tools }: Pick<Manifest, 'tools'>): boolean {
  return tools.some(({ approval }) => approval !== 'never');
}

/** Milliseconds that a prompt or a resource may take. */
export const READ_TIMEOUT_MS = 20_000;

/** Milliseconds of the longest answer: of a tool, rule and handler together; of a prompt or resource. */
export function longestCallMs({
  tools,
  prompts,
  resources,
}: Pick<Manifest, 'tools' | 'prompts' | 'resources'>): number {
  const readable = prompts.length + resources.length > 0 ? READ_TIMEOUT_MS : 0;
  return Math.max(readable, ...tools.map(({ timeoutMs, checkTimeoutMs = 0 }) => timeoutMs + checkTimeoutMs));
}
