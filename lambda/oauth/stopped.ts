import type { Note } from './issuer';
import { refusalPage } from './page';

/** Ends a login on a page: the person reads the message, the operator the reason. */
export type Stop = (
  status: 400 | 403,
  message: string,
  reason: string,
  cookies?: readonly string[],
) => Promise<Response>;

export function stopWith(note: Note): Stop {
  return function stop(status, message, reason, cookies) {
    note({ reason });
    return refusalPage(status, message, cookies);
  };
}
