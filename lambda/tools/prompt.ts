import type { z } from 'zod';
import type { ContentBlock } from './content';
import { asSchema } from '../schema';
import type { HandlerContext } from './context';
import { inputSchemaOf } from './json-schema';

type Awaitable<T> = T | Promise<T>;

export interface PromptMessage {
  readonly role: 'user' | 'assistant';
  readonly content: ContentBlock;
}

/** Everything a prompt says of itself. */
export interface PromptOptions<Args extends z.ZodObject> {
  readonly description: string;
  /** @default - the prompt's name */
  readonly title?: string;
  /** A zod object of text fields: the protocol carries prompt arguments as texts. @default - no arguments */
  readonly arguments?: Args;
  /** Replies with one text, as the user's, or with several messages. */
  readonly handler: (
    args: z.output<Args>,
    context: HandlerContext,
  ) => Awaitable<string | readonly PromptMessage[]>;
}

export interface PromptArgument {
  readonly name: string;
  readonly description?: string;
  readonly required: boolean;
}

/** A prompt without its argument types. */
export interface Prompt {
  readonly description: string;
  readonly title?: string;
  /** The schema of its arguments; absent when it has none. */
  readonly schema?: z.ZodObject;
  /** @throws {z.ZodError} when the arguments do not fit. */
  render(args: unknown, context: HandlerContext): Promise<string | readonly PromptMessage[]>;
}

/** Describes a prompt: a text that a person picks in their host. Its name is the key given to `defineTools`. */
export function prompt<Args extends z.ZodObject>(options: PromptOptions<Args>): Prompt {
  const { arguments: schema, handler } = options;
  return {
    description: options.description,
    title: options.title,
    schema,
    async render(args, context) {
      const accepted = schema ? await schema.parseAsync(args ?? {}) : {};
      return handler(accepted as z.output<Args>, context);
    },
  };
}

/** What a host asks the person for. */
export function promptArguments({ schema }: Prompt): PromptArgument[] {
  if (!schema) return [];
  const { properties, required } = inputSchemaOf(schema);
  const names = Array.isArray(required) ? required : [];
  return Object.entries(asSchema(properties) ?? {}).map(([name, field]) => ({
    name,
    description: textOf(asSchema(field)?.description),
    required: names.includes(name),
  }));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
