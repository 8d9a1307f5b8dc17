import {
  ProtocolError,
  type CallToolResult,
  type InputRequiredResult,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Exchange, Outcome } from '../call';
import { METRICS, type ToolManifest } from '../contract';
import type { Pipeline } from '../pipeline';
import type { RegisteredTool, Registry } from '../registry';
import { inCallSpan, markFailed } from '../tracing/spans';
import { ToolError, toErrorResult } from '../tool-error';
import { ask, readAnswer } from './ask';
import type { Contexts } from './contexts';

interface ToolPorts {
  readonly registry: Registry;
  readonly pipeline: Pipeline;
}

/** `tools/list` and `tools/call` over the registry. */
export function compileTools({ registry, pipeline }: ToolPorts, contexts: Contexts) {
  const listing = { tools: registry.manifest.tools.map(describe) };

  return function serveTools(server: Server, exchange: Exchange): void {
    server.setRequestHandler('tools/list', () => listing);
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const tool = registry.tools.get(params.name) ?? unknownTool(params.name, registry, exchange);
      const attributes = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': params.name };
      const outcome = await inCallSpan(
        { name: `tools/call ${params.name}`, attributes },
        exchange.lambdaTrace ?? exchange.trace,
        async (span) => {
          const ended = await pipeline({
            tool,
            arguments: params.arguments,
            meta: params._meta,
            answer: readAnswer(context),
            exchange,
            hangUp: context.mcpReq.signal,
            contextFor: (signal, bounds) => contexts.tool(exchange, signal, bounds, context),
          });
          if (ended.kind === 'error') markFailed(span, ended.error.code);
          return ended;
        },
      );
      return toResult(outcome, exchange.requestId, context);
    });
  };
}

function describe({ name, title, description, effect, inputSchema, outputSchema }: ToolManifest) {
  return {
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: 'object' as const },
    ...(outputSchema && { outputSchema: { ...outputSchema, type: 'object' as const } }),
    annotations: { readOnlyHint: effect === 'read', destructiveHint: effect === 'destructive' },
  };
}

function toResult(
  outcome: Outcome,
  requestId: string,
  context: ServerContext,
): CallToolResult | InputRequiredResult {
  if (outcome.kind === 'error') {
    const asked = outcome.question && ask(outcome.question, context);
    return asked ?? toErrorResult(outcome.error, requestId);
  }
  const { content, structuredContent, _meta } = outcome.result;
  return {
    content: [...content],
    ...(structuredContent && { structuredContent: { ...structuredContent } }),
    ...(_meta && { _meta: { ..._meta } }),
  };
}

const NAME_LENGTH_SHOWN = 64;

/** A protocol error (MCP 2025-11-25, "Tools: Error Handling"), with the same record as every other error. */
function unknownTool(name: string, { tools }: Registry, { requestId, line }: Exchange): RegisteredTool {
  const error = new ToolError('UNKNOWN_TOOL', `There is no tool '${name.slice(0, NAME_LENGTH_SHOWN)}'.`, {
    outcome: 'not_executed',
  });
  const record = error.toRecord(requestId);
  line.add({ code: error.code, outcome: error.outcome });
  line.count(METRICS.errors);
  const message = `${error.message} The tools are: ${[...tools.keys()].join(', ')}.`;
  throw new ProtocolError(-32_602, message, record);
}
