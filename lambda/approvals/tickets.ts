import { withDeadline } from '../deadline';
import { ANSWER_MS, keyOfId, type Ticket } from '../state/approvals/approvals';
import type { Session } from './session';
import type { Site } from './site';

/** The store reads by it: nothing else than what an id looks like gets there. */
const ID = /^[\w-]{23,64}$/;

/** What the session may see and waits, the oldest first. */
export async function pendingTickets(site: Site, session: Session): Promise<readonly Ticket[]> {
  const { clock, store } = site;
  const all = await withDeadline(clock, ANSWER_MS, () => store.list(clock.now()));
  return all.filter((ticket) => ticket.status === 'pending' && maySee(session, ticket));
}

/** The ticket of an id, while it is not over. One that the session may not see is none. */
export async function findTicket(site: Site, session: Session, id: string): Promise<Ticket | undefined> {
  const { clock, store } = site;
  if (!isTicketId(id)) return undefined;
  const ticket = await withDeadline(clock, ANSWER_MS, () => store.find(keyOfId(id), clock.now()));
  return ticket?.id === id && maySee(session, ticket) ? ticket : undefined;
}

export function isTicketId(text: string): boolean {
  return ID.test(text);
}

/** Tenants decide for themselves: what one asks is nothing for another to read. */
function maySee({ tenant }: Session, ticket: Ticket): boolean {
  return ticket.tenant === tenant;
}
