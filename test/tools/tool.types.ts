/** Held by `tsc`: what an author's editor says while they write a tool. */
import { content, defineTools, prompt, tool, type Caller } from 'cdk-mcp-service/tools';
import { z } from 'zod';

const description = 'Does it.';
const input = z.object({ id: z.string(), count: z.number().default(1), note: z.string().optional() });
const output = z.object({ total: z.number(), unit: z.string().default('EUR') });

/** Compiles only when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_same: Same<A, B>): void {}

tool({
  description,
  effect: 'read',
  input,
  handler(args, context) {
    same<typeof args, { id: string; count: number; note?: string | undefined }>(true);
    same<typeof context.caller, Caller>(true);
    same<typeof context.signal, AbortSignal>(true);
    return args.id;
  },
  check(args) {
    same<typeof args.count, number>(true);
    // @ts-expect-error a field that the schema does not name
    args.missing satisfies unknown;
  },
});

// What a default fills in may be left out of a reply.
tool({ description, effect: 'read', input, output, handler: () => ({ total: 1 }) });
tool({ description, effect: 'read', input, output, handler: async () => ({ total: 1, unit: 'USD' }) });

// Without an output schema: a text, any JSON object or array, or content.
tool({ description, effect: 'read', input, handler: () => 'text' });
tool({ description, effect: 'read', input, handler: () => [1, 2] });
tool({ description, effect: 'read', input, handler: () => content({ type: 'text', text: 'x' }) });

// @ts-expect-error effect has no default
tool({ description, input, handler: () => 'x' });

// @ts-expect-error there are three effects
tool({ description, effect: 'admin', input, handler: () => 'x' });

// @ts-expect-error a tool has an input, if an empty one
tool({ description, effect: 'read', handler: () => 'x' });

// @ts-expect-error the protocol allows objects only
tool({ description, effect: 'read', input: z.string(), handler: () => 'x' });

// @ts-expect-error the reply must satisfy the output schema
tool({ description, effect: 'read', input, output, handler: () => ({ total: '1' }) });

// @ts-expect-error also the reply of a promise
tool({ description, effect: 'read', input, output, handler: async () => ({ unit: 'EUR' }) });

// @ts-expect-error a text is no structured reply
tool({ description, effect: 'read', input, output, handler: () => 'x' });

// @ts-expect-error a number is no reply
tool({ description, effect: 'read', input, handler: () => 1 });

// @ts-expect-error a module has tools
defineTools({ name: 'desk' });

// @ts-expect-error which tool() made
defineTools({ name: 'desk', tools: { go: { description, effect: 'read', input, handler: () => 'x' } } });

prompt({
  description,
  arguments: z.object({ name: z.string() }),
  handler(args) {
    same<typeof args, { name: string }>(true);
    return args.name;
  },
});

// @ts-expect-error a prompt answers with texts
prompt({ description, handler: () => 1 });
