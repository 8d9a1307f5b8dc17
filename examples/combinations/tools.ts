import { defineTools, tool } from 'cdk-mcp-service/tools';
import { z } from 'zod';

export default defineTools({
  name: 'clock',
  tools: {
    tell_time: tool({
      description: 'Say what time it is in UTC.',
      effect: 'read',
      input: z.object({}),
      output: z.object({ now: z.iso.datetime() }),
      handler: () => ({ now: new Date().toISOString() }),
    }),
  },
});
