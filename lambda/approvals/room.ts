import type { Ticket } from '../state/approvals/approvals';
import type { Caller } from '../tools/context';

/** More than a person looks through, and an agent that loops is the reason: the rest is refused without asking. */
const MOST_OF_CALLER_AND_TOOL = 5;
const MOST_OF_CALLER = 10;
const MOST = 100;

/** Whether one more call may wait for a person. */
export function hasRoom(tickets: readonly Ticket[], { subject, tenant }: Caller, tool: string): boolean {
  const pending = tickets.filter(({ status }) => status === 'pending');
  const own = pending.filter((ticket) => ticket.subject === subject && ticket.tenant === tenant);
  return (
    pending.length < MOST &&
    own.length < MOST_OF_CALLER &&
    own.filter((ticket) => ticket.tool === tool).length < MOST_OF_CALLER_AND_TOOL
  );
}
