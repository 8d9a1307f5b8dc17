import type { Clock } from '../clock';
import type { Lifetime } from './lifetime';
import { AttemptTimedOut, CallEnded } from './upstream';

interface AttemptBounds {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly call: Lifetime;
  /** Told at once how long it took, before anybody else can learn that it ended. */
  readonly ended: (milliseconds: number) => void;
}

/**
 * Sends at once, and waits until the answer, the time-out or the call's end, whichever is first. The signal
 * outlives the answer: who reads a body afterwards is still cut off at the call's end.
 *
 * @throws {AttemptTimedOut} at the time-out.
 * @throws {CallEnded} at the call's end.
 */
export function attempt<Reply>(
  { clock, timeoutMs, call, ended }: AttemptBounds,
  send: (signal: AbortSignal) => Promise<Reply>,
): Promise<Reply> {
  const startedAt = clock.now();
  const request = new AbortController();
  // Apart from the wait, so that what stays until the call's end holds no reply.
  const letGo = call.onEnd((reason) => request.abort(reason));
  return new Promise<Reply>((resolve, reject) => {
    let waits = true;
    const end = (settle: () => void): void => {
      if (!waits) return;
      waits = false;
      cancel();
      stopListening();
      ended(clock.now() - startedAt);
      settle();
    };
    const stopListening = call.onEnd((reason) => end(() => reject(callEnded(reason))));
    const cancel = clock.after(timeoutMs, () => {
      const error = new AttemptTimedOut(`No answer within ${timeoutMs} ms`);
      end(() => reject(error));
      letGo();
      request.abort(error);
    });
    send(request.signal).then(
      (reply) => end(() => resolve(reply)),
      (error: unknown) => {
        letGo();
        end(() => reject(error));
      },
    );
  });
}

/** @throws {CallEnded} at the call's end. */
export function pause(clock: Clock, milliseconds: number, call: Lifetime): Promise<void> {
  // It can have ended between the failure and now, and tells nobody twice.
  if (call.signal.aborted) return Promise.reject(callEnded(call.signal.reason));
  return new Promise((resolve, reject) => {
    const stopListening = call.onEnd((reason) => {
      cancel();
      reject(callEnded(reason));
    });
    const cancel = clock.after(milliseconds, () => {
      stopListening();
      resolve();
    });
  });
}

export function callEnded(cause: unknown): CallEnded {
  return new CallEnded('The call has ended: nothing more is sent for it.', { cause });
}
