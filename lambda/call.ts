import type { Answer, Question } from './approvals/question';
import type { Effect } from './contract';
import type { Caller, ToolContext } from './tools/context';
import type { ContentBlock } from './tools/content';
import type { Invocation } from './tools/tool';
import type { ToolError } from './tool-error';
import type { RegisteredTool } from './registry';
import type { RequestLine } from './request-line';
import type { TraceContext } from './tracing/trace-context';

/** One HTTP request past authentication: what every part of it may know. */
export interface Exchange {
  readonly requestId: string;
  readonly caller: Caller;
  readonly line: RequestLine;
  /** The caller's trace, where it named one. */
  readonly trace?: TraceContext;
  /** Lambda's own place in a trace: spans belong below it, or the caller's where there is none. */
  readonly lambdaTrace?: TraceContext;
}

/** What a function that is called may do, and for how long. */
export interface CallBounds {
  readonly effect: Effect;
  readonly timeoutMs: number;
}

/** One `tools/call` on its way through the pipeline. */
export interface Call {
  readonly tool: RegisteredTool;
  /** As sent: nothing has looked at them before `validate`. */
  readonly arguments: unknown;
  /** The request's `_meta`, as sent. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** What a client brought back with a call that it was asked about. */
  readonly answer?: Answer;
  readonly exchange: Exchange;
  /** Aborts when the caller hangs up or cancels. */
  readonly hangUp: AbortSignal;
  /** What the tool's functions are given, for a signal of the middleware's choice. */
  contextFor(signal: AbortSignal, bounds: CallBounds): ToolContext;
}

/** A call whose arguments passed the schema. */
export interface AcceptedCall extends Call {
  readonly invocation: Invocation;
}

/** A call whose handler runs: the signal is the handler's. */
export interface RunningCall extends AcceptedCall {
  readonly signal: AbortSignal;
}

/** What the handler ended with: nothing has looked at the reply yet. */
export type HandlerOutcome =
  { readonly kind: 'reply'; readonly reply: unknown } | { readonly kind: 'error'; readonly error: ToolError };

/** What a tool replied, in the protocol's form. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: object;
  /** What the server says of the result: never anything of the tool's. */
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** A call ends in exactly one of these. */
export type Outcome =
  | {
      readonly kind: 'result';
      readonly result: ToolResult;
      /** Size of the result as JSON. */
      readonly bytes: number;
    }
  | {
      readonly kind: 'error';
      readonly error: ToolError;
      /** What a client may put to its person instead of the error. */
      readonly question?: Question;
    };

export type Next<C extends Call = Call, O = Outcome> = (call: C) => Promise<O>;

/** One promise about a call. Middleware never import each other: `pipeline.ts` alone knows the order. */
export type Middleware<In extends Call = Call, Out extends Call = In, Inner = Outcome, Outer = Outcome> = (
  call: In,
  next: Next<Out, Inner>,
) => Promise<Outer>;

export function failed(error: ToolError): { readonly kind: 'error'; readonly error: ToolError } {
  return { kind: 'error', error };
}

export function succeeded(result: ToolResult): Extract<Outcome, { kind: 'result' }> {
  return { kind: 'result', result, bytes: Buffer.byteLength(JSON.stringify(result)) };
}
