import type { Clock } from './clock';

/** Raised when the work did not settle in time. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * Runs `work` for at most `milliseconds`. Its signal aborts at the deadline, when `parent` aborts, and when the
 * work has settled: what it left behind must not go on. Only the deadline ends the wait, because work that was
 * told to stop may still have something to say.
 *
 * @throws {DeadlineExceeded} at the deadline. What the work does afterwards is ignored.
 */
export async function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  work: (signal: AbortSignal) => T | Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const onParentAbort = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) onParentAbort();
  parent?.addEventListener('abort', onParentAbort, { once: true });
  let cancel: (() => void) | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(milliseconds, () => {
      const error = new DeadlineExceeded(`No answer within ${milliseconds} ms`);
      reject(error);
      controller.abort(error);
    });
  });
  try {
    return await Promise.race([deadline, Promise.resolve(controller.signal).then(work)]);
  } finally {
    cancel?.();
    parent?.removeEventListener('abort', onParentAbort);
    controller.abort(new Error('The call has ended'));
  }
}
