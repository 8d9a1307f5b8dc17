import { ProtocolError, type Server } from '@modelcontextprotocol/server';
import type { Exchange } from '../call';
import { cleanBlock, cleanString } from '../sanitize/clean-value';
import type { Registry } from '../registry';
import { promptArguments, type PromptMessage } from '../tools/prompt';
import type { Contexts } from './contexts';
import type { Readable } from './readable';

const INVALID_PARAMS = -32_602;

/** `prompts/list` and `prompts/get`. */
export function compilePrompts({ module }: Registry, contexts: Contexts, readable: Readable) {
  const listing = {
    prompts: Object.entries(module.prompts).map(([name, prompt]) => ({
      name,
      title: prompt.title,
      description: prompt.description,
      arguments: promptArguments(prompt),
    })),
  };

  return function servePrompts(server: Server, exchange: Exchange): void {
    const { line } = exchange;
    server.setRequestHandler('prompts/list', () => listing);
    server.setRequestHandler('prompts/get', async ({ params }, { mcpReq }) => {
      const prompt = Object.hasOwn(module.prompts, params.name) ? module.prompts[params.name] : undefined;
      if (!prompt)
        throw new ProtocolError(INVALID_PARAMS, `There is no prompt '${params.name.slice(0, 64)}'.`);
      line.add({ prompt: params.name });
      return readable(exchange, mcpReq.signal, async (signal) => {
        const reply = await prompt.render(params.arguments, contexts.handler(exchange, signal));
        return { description: prompt.description, messages: toMessages(reply) };
      });
    });
  };
}

function toMessages(reply: string | readonly PromptMessage[]): PromptMessage[] {
  if (typeof reply !== 'string')
    return reply.map(({ role, content }) => ({ role, content: cleanBlock(content) }));
  return [{ role: 'user', content: { type: 'text', text: cleanString(reply) } }];
}
