import type { CognitoSettings } from '../contract';
import type { Ticket } from '../state/approvals/approvals';
import type { Session } from './session';

/** Two people stand behind a call, unless the service was told that one is enough. */
export function mayApprove(
  { subject }: Session,
  ticket: Ticket,
  { approveOwn }: Pick<CognitoSettings, 'approveOwn'>,
): boolean {
  return approveOwn || ticket.subject !== subject;
}
