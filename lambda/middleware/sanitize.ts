import { failed, succeeded, type AcceptedCall, type Middleware, type ToolResult } from '../call';
import type { RegisteredTool } from '../registry';
import type { ContentBlock } from '../tools/content';
import { ToolError, maskError } from '../tool-error';
import { cutToBytes } from './cut-to-bytes';

/**
 * What leaves is bounded, fits the output schema, and says nothing of the inside. It always says that the
 * call ran, so that no model repeats a write because its result was too long.
 */
export const sanitize: Middleware<AcceptedCall> = async function sanitizeCall(call, next) {
  const { effect, limits } = call.tool.manifest;
  const outcome = await next(call).catch((error: unknown) => failed(maskError(error, effect, 'handler')));
  if (outcome.kind === 'error') return outcome;
  const problem = await outputProblem(call.tool, outcome.result);
  if (problem) return failed(problem);
  if (outcome.bytes <= limits.outputBytes) return outcome;
  if (outcome.result.structuredContent) return failed(tooLarge(outcome.bytes, limits.outputBytes));
  return succeeded(cut(outcome.result, limits.outputBytes));
};

async function outputProblem({ tool }: RegisteredTool, result: ToolResult): Promise<ToolError | undefined> {
  if (!tool.output) return undefined;
  const parsed = await tool.output.safeParseAsync(result.structuredContent);
  if (parsed.success) return undefined;
  return new ToolError(
    'OUTPUT_INVALID',
    'The call ran, but its result does not fit what the tool promises. Do not repeat it.',
    {
      outcome: 'executed',
      cause: parsed.error,
    },
  );
}

/** A structured result cannot be cut: clients check it against the schema. */
function tooLarge(bytes: number, most: number): ToolError {
  return new ToolError(
    'OUTPUT_INVALID',
    `The call ran, but its result of ${bytes} bytes is larger than the ${most} allowed. Do not repeat it as it is; ask for less.`,
    { outcome: 'executed' },
  );
}

/** Room that the notice and the JSON around the texts take. */
const NOTICE_BYTES = 512;

function cut(result: ToolResult, most: number): ToolResult {
  let room = most - NOTICE_BYTES;
  const content = result.content.flatMap((block): ContentBlock[] => {
    if (block.type !== 'text') {
      const bytes = Buffer.byteLength(JSON.stringify(block));
      if (bytes > room) return [];
      room -= bytes;
      return [block];
    }
    const text = cutToBytes(block.text, room);
    room -= Buffer.byteLength(JSON.stringify(text));
    return text === '' ? [] : [{ ...block, text }];
  });
  const notice = `[The call ran. Its output was cut to ${most} bytes: do not repeat the call as it is; ask for less.]`;
  return { content: [...content, { type: 'text', text: notice }] };
}
