import { succeeded, type Next, type RunningCall, type ToolResult } from '../call';
import { isContent } from '../tools/content';

/** Innermost: runs the tool and puts its reply into the protocol's form. */
export const handle: Next<RunningCall> = async function handleCall(call) {
  const reply = await call.invocation.handle(call.contextFor(call.signal));
  return succeeded(toResult(reply, call.tool.tool.output !== undefined));
};

function toResult(reply: unknown, structured: boolean): ToolResult {
  if (isContent(reply)) return { content: reply.blocks };
  const text = typeof reply === 'string' ? reply : (JSON.stringify(reply) ?? '');
  const content = [{ type: 'text' as const, text }];
  // Clients of before 2025-06-18 know the text only; newer ones read the structure.
  return structured && typeof reply === 'object' && reply !== null
    ? { content, structuredContent: reply }
    : { content };
}
