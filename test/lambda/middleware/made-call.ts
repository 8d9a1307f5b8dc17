import type { AcceptedCall, Call, CallBounds } from '../../../lambda/call';
import { createContexts } from '../../../lambda/protocol/contexts';
import { compileRegistry } from '../../../lambda/registry';
import { RequestLine } from '../../../lambda/request-line';
import { defineTools, type Caller, type Tool } from '../../../lambda/tools';
import { ManualClock } from '../../support/manual-clock';

export interface MadeCall {
  readonly clock: ManualClock;
  readonly call: Call;
  /** Ends the exchange's line and answers it. */
  readonly endLine: () => Record<string, unknown>;
  /** What the tool's functions were given, in order. */
  readonly given: { readonly signal: AbortSignal; readonly bounds: CallBounds }[];
  /** The call with its arguments as the schema reads them; throws when they do not fit. */
  readonly accept: () => Promise<AcceptedCall>;
}

export interface Sent {
  readonly arguments?: unknown;
  readonly caller?: Partial<Caller>;
  readonly hangUp?: AbortSignal;
}

/** One call of `act`, made of the real registry, line and contexts; time is the test's. */
export function makeCall(act: Tool, sent: Sent = {}): MadeCall {
  const clock = new ManualClock();
  const tool = compileRegistry(defineTools({ name: 'desk', tools: { act } }), '1.0.0').tools.get('act');
  if (!tool) throw new Error('no tool');
  const silent = (): void => undefined;
  const contexts = createContexts({
    clock,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    readSecret: () => Promise.reject(new Error('no secrets here')),
  });
  const written: Record<string, unknown>[] = [];
  const exchange = {
    requestId: 'request-1',
    caller: { subject: 'ana', scopes: ['read', 'write', 'destructive'], ...sent.caller },
    line: new RequestLine((_message, fields) => void written.push(fields), clock),
  };
  const given: MadeCall['given'] = [];
  const call: Call = {
    tool,
    arguments: 'arguments' in sent ? sent.arguments : {},
    exchange,
    hangUp: sent.hangUp ?? new AbortController().signal,
    contextFor(signal, bounds) {
      given.push({ signal, bounds });
      return { ...contexts.handler(exchange, signal), progress: () => Promise.resolve() };
    },
  };
  return {
    clock,
    call,
    given,
    endLine() {
      exchange.line.end();
      const [line, second] = written;
      if (!line || second) throw new Error(`${written.length} lines`);
      return line;
    },
    async accept() {
      const acceptance = await tool.tool.accept(call.arguments);
      if (!acceptance.accepted) throw new Error('the arguments do not fit');
      return { ...call, invocation: acceptance.invocation };
    },
  };
}
