import type { Sealer } from '../oauth/sealer';
import type { Session } from './session';

/** What the form of one ticket carries in one session: whoever was not shown the page does not have it. */
export function createFormToken(sealer: Sealer, session: Session, ticket: string): Promise<string> {
  return sealer.seal('approvalForm', { session: session.id, ticket });
}

/** Whether it is of this ticket and this session. */
export async function isFormToken(
  sealer: Sealer,
  text: string | undefined,
  { session, ticket }: { readonly session: Session; readonly ticket: string },
): Promise<boolean> {
  const opened = text === undefined ? undefined : await sealer.open('approvalForm', text);
  return opened?.session === session.id && opened.ticket === ticket;
}
