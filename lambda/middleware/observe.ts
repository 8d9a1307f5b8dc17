import { ERROR_CODES } from '../contract';
import type { Clock } from '../clock';
import { failed, type Middleware, type Outcome } from '../call';
import { maskError } from '../tool-error';

/** Outermost: every call is counted and timed, whatever ends it. Nothing that is thrown gets past it. */
export function observe(clock: Clock): Middleware {
  return async function observeCall(call, next) {
    const { line } = call.exchange;
    const { name, effect } = call.tool.manifest;
    const startedAt = clock.now();
    line.startCall();
    const outcome = await next(call).catch((error: unknown) => failed(maskError(error, effect, 'handler')));
    const hungUp = call.hangUp.aborted;
    if (hungUp) line.add({ hungUp });
    line.addCall({
      tool: name,
      effect,
      ...ending(outcome),
      // A caller that gives up is not the server's fault.
      fault: outcome.kind === 'error' && ERROR_CODES[outcome.error.code].fault && !hungUp,
      latencyMs: clock.now() - startedAt,
    });
    return outcome;
  };
}

function ending(outcome: Outcome) {
  if (outcome.kind === 'result') {
    return { outcome: 'executed', outputBytes: outcome.bytes };
  }
  const { code, outcome: effect, cause } = outcome.error;
  return { code, outcome: effect, outputBytes: 0, ...(cause !== undefined && { cause: describe(cause) }) };
}

/** For the operator only. Bounded, because anything can be thrown. */
function describe(cause: unknown): string {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text.slice(0, 2_000);
}
