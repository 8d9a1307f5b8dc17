import type { AcceptedCall } from '../call';
import type { Clock } from '../clock';
import type { ApprovalStore, Decision, Ticket } from '../state/approvals/approvals';
import type { MadeDecision } from './approval-record';
import type { Answer } from './question';

interface ClientDesk {
  readonly store: Pick<ApprovalStore, 'decide'>;
  readonly clock: Clock;
}

/**
 * What the person in front of the client said of a ticket that waits, as a decision. Nothing where the tool does not
 * let it be one, and where they said neither yes nor no.
 */
export async function decideInClient(
  { store, clock }: ClientDesk,
  { tool, exchange, answer: { approves } }: AcceptedCall & { readonly answer: Answer },
  { id, status }: Ticket,
): Promise<MadeDecision | undefined> {
  if (tool.manifest.approveInClient !== true || status !== 'pending' || approves === undefined)
    return undefined;
  const { subject } = exchange.caller;
  const decision: Decision = {
    id,
    approve: approves,
    by: `${subject}, in their client`,
    ...(!approves && { reason: 'declined in the client' }),
    at: clock.now(),
  };
  const decided = await store.decide(decision);
  return decided.kind === 'unknown' ? undefined : { decision, decided, approver: subject };
}
