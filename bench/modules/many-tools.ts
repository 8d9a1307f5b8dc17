import { defineTools, tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';

/** A module of so many tools, each with a schema of its own. */
export function manyTools(count: number) {
  const tools = Array.from({ length: count }, (_, index) => [
    `tool_${index}`,
    tool({
      description: `Looks up record ${index} by its id and says how long its name is.`,
      effect: 'read',
      input: z.object({
        id: z.string().max(40),
        fields: z.array(z.string()).optional(),
        limit: z.int().max(50).default(10),
      }),
      output: z.object({ id: z.string(), length: z.int() }),
      handler: ({ id }) => ({ id, length: id.length }),
    }),
  ]);
  return defineTools({ name: `tools-${count}`, tools: Object.fromEntries(tools) });
}
