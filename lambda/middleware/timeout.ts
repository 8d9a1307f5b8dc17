import type { Clock } from '../clock';
import { failed, type AcceptedCall, type HandlerOutcome, type Middleware, type RunningCall } from '../call';
import { DeadlineExceeded, withDeadline } from '../deadline';
import { ToolError } from '../tool-error';

/**
 * The handler is told to stop at its time-out and is not waited for any longer. A caller that hangs up stops
 * reads only: a write runs on, because the protocol makes clients send a call again after a broken stream.
 */
export function timeout(clock: Clock): Middleware<AcceptedCall, RunningCall, HandlerOutcome, HandlerOutcome> {
  return async function timeoutCall(call, next) {
    const { timeoutMs, effect } = call.tool.manifest;
    const read = effect === 'read';
    try {
      return await withDeadline(
        clock,
        timeoutMs,
        (signal) => next({ ...call, signal }),
        read ? call.hangUp : undefined,
      );
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      const advice = read
        ? 'Nothing was changed; ask for less, or try again.'
        : 'It may have taken effect: check before calling again.';
      return failed(
        new ToolError('TIMED_OUT', `The tool did not finish within ${timeoutMs / 1_000} seconds. ${advice}`, {
          outcome: read ? 'not_executed' : 'unknown',
          retryable: read,
          cause: error,
        }),
      );
    }
  };
}
