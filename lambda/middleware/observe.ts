import { ERROR_CODES, METRICS, type LatencyObjectives } from '../contract';
import type { Clock } from '../clock';
import { failed, type Middleware, type Outcome } from '../call';
import { logArguments } from '../sanitize/log-arguments';
import { describeThrown } from '../thrown';
import { maskError } from '../tool-error';

/** Outermost: every call is counted and timed, whatever ends it. Nothing that is thrown gets past it. */
export function observe(clock: Clock, { serviceMs, toolsMs }: LatencyObjectives): Middleware {
  const objectives = new Map(Object.entries(toolsMs));
  return async function observeCall(call, next) {
    const { line } = call.exchange;
    const { name, effect, inputSchema } = call.tool.manifest;
    const startedAt = clock.now();
    // Until somebody else says so: the handler that it was allowed, idempotency that it was replayed.
    line.add({ decision: 'refused' });
    line.startCall();
    const outcome = await next(call).catch((error: unknown) => failed(maskError(error, effect, 'handler')));
    const hungUp = call.hangUp.aborted;
    if (hungUp) line.add({ hungUp });
    if (leavesUnknown(outcome)) line.count(METRICS.unknownOutcomes);
    const latencyMs = clock.now() - startedAt;
    line.addCall({
      tool: name,
      effect,
      arguments: logArguments(call.arguments, inputSchema),
      ...ending(outcome),
      // A caller that gives up is not the server's fault.
      fault: outcome.kind === 'error' && ERROR_CODES[outcome.error.code].fault && !hungUp,
      slow: latencyMs > (objectives.get(name) ?? serviceMs),
      latencyMs,
    });
    return outcome;
  };
}

/** A call that still runs is not unknown yet: whoever asks again is told. */
function leavesUnknown(outcome: Outcome): boolean {
  return (
    outcome.kind === 'error' && outcome.error.outcome === 'unknown' && outcome.error.code !== 'IN_PROGRESS'
  );
}

function ending(outcome: Outcome) {
  if (outcome.kind === 'result') {
    return { outcome: 'executed', outputBytes: outcome.bytes };
  }
  const { code, outcome: effect, cause } = outcome.error;
  return {
    code,
    outcome: effect,
    outputBytes: 0,
    ...(cause !== undefined && { cause: describeThrown(cause, 2_000) }),
  };
}
