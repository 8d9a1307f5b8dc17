import {
  failed,
  succeeded,
  type AcceptedCall,
  type HandlerOutcome,
  type Middleware,
  type Outcome,
} from '../call';
import type { ToolLimits } from '../contract';
import type { RegisteredTool } from '../registry';
import { cleanBlock, cleanValue } from '../sanitize/clean-value';
import { cutContent, itemsExceed } from '../sanitize/bounds';
import { ToolError, maskError } from '../tool-error';
import { isContent, type ContentBlock } from '../tools/content';

/**
 * What leaves is clean, bounded, fits the output schema, and says nothing of the inside. It always says that
 * the call ran, so that no model repeats a write because its result was too long.
 */
export const sanitize: Middleware<AcceptedCall, AcceptedCall, HandlerOutcome> = async function sanitizeCall(
  call,
  next,
) {
  const { effect } = call.tool.manifest;
  const outcome = await next(call).catch((error: unknown) => failed(maskError(error, effect, 'handler')));
  if (outcome.kind === 'error') return outcome;
  try {
    return await (call.tool.tool.output
      ? structured(call.tool, outcome.reply)
      : unstructured(call.tool, outcome.reply));
  } catch (error) {
    // A circle, a BigInt, a `toJSON` or a `refine` that throws: whatever it is, the call ran before it.
    return failed(invalid('its result cannot be sent. Do not repeat it.', error));
  }
};

/** A structured reply is sent as the schema reads it: fields that it does not name stay behind. */
async function structured({ tool, manifest }: RegisteredTool, reply: unknown): Promise<Outcome> {
  const parsed = await tool.output?.safeParseAsync(cleanValue(reply, manifest.outputSchema));
  if (!parsed?.success)
    return failed(
      invalid('its result does not fit what the tool promises. Do not repeat it.', parsed?.error),
    );
  const { outputBytes, outputItems } = manifest.limits;
  if (itemsExceed(parsed.data, outputItems)) return failed(tooManyItems(manifest.limits));
  const text = JSON.stringify(parsed.data);
  // Clients of before 2025-06-18 know the text only; newer ones read the structure.
  const outcome = succeeded({ content: [{ type: 'text', text }], structuredContent: parsed.data });
  if (outcome.bytes <= outputBytes) return outcome;
  // It cannot be cut: clients check it against the schema, and a list without its end would look complete.
  return failed(
    invalid(`its result of ${outcome.bytes} bytes is larger than the ${outputBytes} allowed. ${ASK_LESS}`),
  );
}

function unstructured({ manifest: { limits } }: RegisteredTool, reply: unknown): Outcome {
  const blocks = isContent(reply) ? reply.blocks.map(cleanBlock) : asText(cleanValue(reply), limits);
  if (!blocks) return failed(tooManyItems(limits));
  const outcome = succeeded({ content: blocks });
  return outcome.bytes <= limits.outputBytes
    ? outcome
    : succeeded({ content: cutContent(blocks, limits.outputBytes) });
}

/** Nothing when a list in the value is too long. It is looked at as it would leave, not as the tool holds it. */
function asText(value: unknown, { outputItems }: ToolLimits): ContentBlock[] | undefined {
  if (itemsExceed(value, outputItems)) return undefined;
  return [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }];
}

const ASK_LESS = 'Do not repeat it as it is; ask for less.';

function invalid(problem: string, cause?: unknown): ToolError {
  return new ToolError('OUTPUT_INVALID', `The call ran, but ${problem}`, { outcome: 'executed', cause });
}

function tooManyItems({ outputItems }: ToolLimits): ToolError {
  return invalid(`a list in its result is longer than the ${outputItems} items allowed. ${ASK_LESS}`);
}
