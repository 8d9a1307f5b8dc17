import type { Tool, ToolContext } from 'cdk-mcp-service/tools';

export interface Progress {
  readonly done: number;
  readonly total?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

const silent = () => undefined;

export function contextFor({ signal, onProgress }: CallOptions = {}): ToolContext {
  return {
    caller: { subject: 'ana', agent: 'test', scopes: ['read', 'write', 'destructive'] },
    signal: signal ?? new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    requestId: 'request-1',
    secret: (name) => Promise.reject(new Error(`There is no secret '${name}'.`)),
    upstream: () => Promise.reject(new Error('Nothing is outside.')),
    progress: async (done, total) => onProgress?.({ done, total }),
  };
}

/** Checks, runs and holds the reply against the tool's output schema, as the server does. */
export async function call(tool: Tool, args: object, options?: CallOptions): Promise<unknown> {
  const acceptance = await tool.accept(args);
  if (!acceptance.accepted) throw new Error(`The schema refuses: ${JSON.stringify(acceptance.issues)}`);
  const context = contextFor(options);
  await acceptance.invocation.check(context);
  return tool.output?.parse(await acceptance.invocation.handle(context));
}

/** Past the rule, straight to the write. */
export async function handle(tool: Tool, args: object): Promise<unknown> {
  const acceptance = await tool.accept(args);
  if (!acceptance.accepted) throw new Error(`The schema refuses: ${JSON.stringify(acceptance.issues)}`);
  return acceptance.invocation.handle(contextFor());
}
