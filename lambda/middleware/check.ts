import type { Clock } from '../clock';
import { failed, type AcceptedCall, type Middleware } from '../call';
import { DeadlineExceeded, withDeadline } from '../deadline';
import { ToolError, maskError } from '../tool-error';

/** The tool's own rule lets this call pass. It has a time-out of its own, and its errors are masked. */
export function check(clock: Clock): Middleware<AcceptedCall> {
  return async function checkCall(call, next) {
    const { checkTimeoutMs, effect } = call.tool.manifest;
    if (checkTimeoutMs === undefined) return next(call);
    try {
      await withDeadline(
        clock,
        checkTimeoutMs,
        (signal) =>
          call.invocation.check(call.contextFor(signal, { effect: 'read', timeoutMs: checkTimeoutMs })),
        call.hangUp,
      );
    } catch (error) {
      call.exchange.line.add({ policy: 'check' });
      return failed(
        error instanceof DeadlineExceeded ? ruleTimedOut(error) : maskError(error, effect, 'before_handler'),
      );
    }
    return next(call);
  };
}

function ruleTimedOut(cause: DeadlineExceeded): ToolError {
  return new ToolError(
    'UPSTREAM_UNAVAILABLE',
    'The rule that guards this tool did not answer in time. Nothing was changed.',
    {
      outcome: 'not_executed',
      cause,
    },
  );
}
