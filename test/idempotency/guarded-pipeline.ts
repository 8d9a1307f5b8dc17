import type { AcceptedCall, Call, Next, Outcome } from '../../lambda/call';
import type { Clock } from '../../lambda/clock';
import type { MetricDefinition } from '../../lambda/contract';
import { check } from '../../lambda/middleware/check';
import { handle } from '../../lambda/middleware/handle';
import { idempotency, type IdempotencyPorts } from '../../lambda/middleware/idempotency';
import { sanitize } from '../../lambda/middleware/sanitize';
import { timeout } from '../../lambda/middleware/timeout';
import { validate } from '../../lambda/middleware/validate';
import { createContexts } from '../../lambda/protocol/contexts';
import { compileRegistry } from '../../lambda/registry';
import { RequestLine } from '../../lambda/request-line';
import type { Caller } from '../../lambda/tools/context';
import type { ToolsModule } from '../../lambda/tools/define-tools';

export interface Sent {
  readonly caller?: Caller;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly hangUp?: AbortSignal;
  readonly requestId?: string;
}

export interface GuardedPipeline {
  /** Fields that the calls added to their lines, in order of their beginning. */
  readonly lines: Record<string, unknown>[];
  call(tool: string, args: unknown, sent?: Sent): Promise<Outcome>;
}

export const ANA: Caller = { tenant: 'acme', subject: 'ana', agent: 'desk', scopes: [] };

interface Options extends IdempotencyPorts {
  /** What idempotency guards. @default - check, sanitize, time-out and the handler */
  readonly inner?: Next<AcceptedCall>;
}

/** The part of the pipeline around idempotency, made of the real middleware in the real order. */
export function guardedPipeline(module: ToolsModule, { inner, ...ports }: Options): GuardedPipeline {
  const registry = compileRegistry(module, '1.0.0');
  const contexts = createContexts({
    clock: ports.clock,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    readSecret: () => Promise.reject(new Error('no secrets here')),
  });
  const guarded = idempotency(ports);
  const checked = check(ports.clock);
  const timed = timeout(ports.clock);
  const run: Next<AcceptedCall> = (claimed) =>
    checked(claimed, (permitted) => sanitize(permitted, (clean) => timed(clean, handle)));
  const lines: Record<string, unknown>[] = [];
  let requests = 0;
  return {
    lines,
    async call(name, args, sent = {}) {
      const tool = registry.tools.get(name);
      if (!tool) throw new Error(`no tool ${name}`);
      const requestId = sent.requestId ?? `request-${++requests}`;
      const fields: Record<string, unknown> = { requestId };
      lines.push(fields);
      const exchange = {
        requestId,
        caller: sent.caller ?? ANA,
        line: new KeptLine(fields, ports.clock),
      };
      const call: Call = {
        tool,
        arguments: args,
        meta: sent.meta,
        exchange,
        hangUp: sent.hangUp ?? new AbortController().signal,
        contextFor: (signal) => ({
          ...contexts.handler(exchange, signal),
          progress: () => Promise.resolve(),
        }),
      };
      return validate(call, (accepted) => guarded(accepted, inner ?? run));
    },
  };
}

const silent = (): void => undefined;

/** A line that shows what was added. */
class KeptLine extends RequestLine {
  constructor(
    private readonly kept: Record<string, unknown>,
    clock: Clock,
  ) {
    super(() => undefined, clock);
  }

  override add(fields: Readonly<Record<string, unknown>>): void {
    Object.assign(this.kept, fields);
    super.add(fields);
  }

  override count(metric: MetricDefinition): void {
    this.kept[metric.name] = 1;
    super.count(metric);
  }
}
