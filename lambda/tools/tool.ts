import type { z } from 'zod';
import type { Approval, Effect, IdempotencyPolicy, ToolLimits, ToolRates } from '../contract';
import { withoutAdvertisedKey } from '../idempotency/key-argument';
import { DEFAULT_POLICY, KEY_ARGUMENT } from '../idempotency/policy';
import type { Caller, ToolContext } from './context';
import {
  DEFAULT_ARGUMENT_DEPTH,
  DEFAULT_CHECK_TIMEOUT_MS,
  DEFAULT_OUTPUT_BYTES,
  DEFAULT_OUTPUT_ITEMS,
  DEFAULT_TIMEOUT_MS,
} from './defaults';
import type { Content } from './content';

type Awaitable<T> = T | Promise<T>;
type ObjectSchema = z.ZodObject;

/** With an `output` schema, its input type; without, a text, any JSON object or array, or {@link content}. */
export type ToolReply<Output extends ObjectSchema | undefined> = Output extends ObjectSchema
  ? z.input<Output>
  : string | object | Content;

/** Everything a tool says of itself. */
export interface ToolOptions<
  Input extends ObjectSchema,
  Output extends ObjectSchema | undefined = undefined,
> {
  /** What it does and when to use it, for the model: 1 to 1,024 characters. */
  readonly description: string;
  /** Sets the safe defaults. There is no default: say what the tool may do. */
  readonly effect: Effect;
  /** A zod object. Fields that it does not name are refused. */
  readonly input: Input;
  /** A zod object that every reply must satisfy. @default - replies are not checked, and sent as text */
  readonly output?: Output;
  /** Name for people. @default - the tool's name */
  readonly title?: string;
  /** Scopes the caller's token must hold, all of them. @default - one scope, named as the effect */
  readonly scopes?: readonly string[];
  /** Milliseconds the handler may take. @default 20000 */
  readonly timeoutMs?: number;
  /**
   * The tool's own rule. Runs before the handler and throws `notFound`, `conflict` or `blocked` to refuse.
   * It must not change anything.
   *
   * @default - no rule
   */
  readonly check?: (args: z.output<Input>, context: ToolContext) => Awaitable<void>;
  /** Milliseconds the rule may take. @default 5000 */
  readonly checkTimeoutMs?: number;
  /** @default - arguments nest at most 16 deep, results take at most 65536 bytes and 1000 items */
  readonly limits?: Partial<ToolLimits>;
  /** How often it may be called, beside the service's own limits. @default - the service's limits only */
  readonly rates?: ToolRates;
  /**
   * How repeated calls are told from new ones, so that each runs at most once while its record is kept. Only
   * for tools with an effect.
   *
   * @default - the argument `idempotencyKey` names a call; one without it is named by caller and arguments
   */
  readonly idempotency?: Partial<IdempotencyPolicy>;
  /**
   * Whether a person has to approve a call before it runs: each one, none, or those that a function picks by their
   * arguments and caller. A function that throws asks for approval.
   *
   * @default - 'required' where the effect is 'destructive', else 'never'
   */
  readonly approval?: 'required' | 'never' | ((args: z.output<Input>, caller: Caller) => boolean);
  /**
   * Whether the person in front of the client may approve as well, in a question that the client shows. The agent's
   * own client is not always a person: a program may answer.
   *
   * @default false
   */
  readonly approveInClient?: boolean;
  readonly handler: (args: z.output<Input>, context: ToolContext) => Awaitable<ToolReply<Output>>;
}

/** Arguments that passed the schema, bound to what may be done with them. */
export interface Invocation {
  /** Whether a person has to approve it. */
  needsApproval(caller: Caller): boolean;
  check(context: ToolContext): Awaitable<void>;
  handle(context: ToolContext): Awaitable<unknown>;
}

export type Acceptance =
  | { readonly accepted: true; readonly invocation: Invocation }
  | { readonly accepted: false; readonly issues: readonly z.core.$ZodIssue[] };

/** A tool without its argument types: what the server works with. */
export interface Tool {
  readonly description: string;
  readonly effect: Effect;
  readonly input: ObjectSchema;
  readonly output?: ObjectSchema;
  readonly title?: string;
  readonly scopes: readonly string[];
  readonly timeoutMs: number;
  /** Absent when the tool has no rule. */
  readonly checkTimeoutMs?: number;
  readonly limits: ToolLimits;
  readonly rates: ToolRates;
  /** Absent for reads. */
  readonly idempotency?: IdempotencyPolicy;
  readonly approval: Approval;
  readonly approveInClient: boolean;
  /** Checks arguments against the schema and binds them. */
  accept(args: unknown): Promise<Acceptance>;
}

/** Describes one tool. Its name is the key under which `defineTools` is given it. */
export function tool<Input extends ObjectSchema, Output extends ObjectSchema | undefined = undefined>(
  options: ToolOptions<Input, Output>,
): Tool {
  const { check, handler, input, limits } = options;
  if (typeof handler !== 'function') {
    throw new Error(
      `A tool's handler is ${typeof handler}; give a function: handler: (args, context) => reply.`,
    );
  }
  if (options.checkTimeoutMs !== undefined && !check) {
    throw new Error('A tool has checkTimeoutMs and no check; give the rule, or leave the time-out out.');
  }
  if (options.idempotency && options.effect === 'read') {
    throw new Error(
      "A tool with effect 'read' has idempotency; it changes nothing and may run as often as it is called. Leave it out.",
    );
  }
  const idempotency = options.effect === 'read' ? undefined : { ...DEFAULT_POLICY, ...options.idempotency };
  const { approval = options.effect === 'destructive' ? 'required' : 'never' } = options;
  const { approveInClient = false } = options;
  if (approveInClient && approval === 'never') {
    throw new Error(
      "A tool has approveInClient and asks for no approval; set approval to 'required' or a function, or leave it out.",
    );
  }
  const keyIsAdvertised =
    idempotency?.keyArgument === KEY_ARGUMENT && !Object.hasOwn(input?.shape ?? {}, KEY_ARGUMENT);
  return {
    description: options.description,
    effect: options.effect,
    input,
    output: options.output,
    title: options.title,
    scopes: options.scopes ?? [options.effect],
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    checkTimeoutMs: check && (options.checkTimeoutMs ?? DEFAULT_CHECK_TIMEOUT_MS),
    limits: {
      argumentDepth: limits?.argumentDepth ?? DEFAULT_ARGUMENT_DEPTH,
      outputBytes: limits?.outputBytes ?? DEFAULT_OUTPUT_BYTES,
      outputItems: limits?.outputItems ?? DEFAULT_OUTPUT_ITEMS,
    },
    rates: options.rates ?? {},
    idempotency,
    approval: typeof approval === 'function' ? 'sometimes' : approval === 'required' ? 'always' : 'never',
    approveInClient,
    async accept(args) {
      const parsed = await input.safeParseAsync(keyIsAdvertised ? withoutAdvertisedKey(args) : args);
      if (!parsed.success) return { accepted: false, issues: parsed.error.issues };
      const accepted = parsed.data;
      return {
        accepted: true,
        invocation: {
          needsApproval: (caller) => needsApproval(approval, accepted, caller),
          check: (context) => check?.(accepted, context),
          handle: (context) => handler(accepted, context),
        },
      };
    },
  };
}

/** A rule that fails says nothing of the call: a person does. */
function needsApproval<Args>(
  approval: 'required' | 'never' | ((args: Args, caller: Caller) => boolean),
  args: Args,
  caller: Caller,
): boolean {
  if (typeof approval === 'string') return approval === 'required';
  try {
    return approval(args, caller);
  } catch {
    return true;
  }
}
