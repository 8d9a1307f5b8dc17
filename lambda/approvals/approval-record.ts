import type { Outcome } from '../call';
import { isoTime } from '../clock';
import type { CallOutcome, ErrorCode } from '../contract';
import type { Decided, Decision, Ticket } from '../state/approvals/approvals';

type Verdict = 'approved' | 'denied';
type Happened = 'requested' | Verdict | `${Verdict} too late` | 'executed';

/** What happened to a ticket, for whoever has to account for it. */
export interface ApprovalRecord {
  readonly happened: Happened;
  readonly ticket: string;
  readonly tool: string;
  /** As JSON, as the ticket has them: without secrets and fields marked sensitive. */
  readonly arguments: string;
  /** Subject of who asked. */
  readonly caller: string;
  readonly tenant?: string;
  readonly agent?: string;
  /** Leads to the line of the call that asked. */
  readonly requestId: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly decision?: Verdict;
  /** Whether a decision was in time; how a call that was approved ended. */
  readonly outcome?: 'decided' | 'tooLate' | 'success' | CallOutcome;
  readonly code?: ErrorCode;
  readonly decidedBy?: string;
  /** Subject of who decided, where they logged in. */
  readonly approver?: string;
  readonly reason?: string;
  /** Leads to the line of the call that ran. */
  readonly ranInRequestId?: string;
  /** When it happened. */
  readonly changedAt: string;
}

export interface MadeDecision {
  readonly decision: Decision;
  readonly decided: Exclude<Decided, { readonly kind: 'unknown' }>;
  /** @default - not known: who has rights in the account decided */
  readonly approver?: string;
}

interface EndedCall {
  readonly outcome: Outcome;
  readonly requestId: string;
  readonly at: number;
}

/** A call asks for a person. */
export function requestRecord(ticket: Ticket): ApprovalRecord {
  return { happened: 'requested', ...questionOf(ticket), changedAt: isoTime(ticket.requestedAt) };
}

/** A person decided, in time or not. */
export function decisionRecord({
  decision: { approve, by, reason, at },
  decided: { kind, ticket },
  approver,
}: MadeDecision): ApprovalRecord {
  const decision = approve ? 'approved' : 'denied';
  return {
    happened: kind === 'decided' ? decision : `${decision} too late`,
    ...questionOf(ticket),
    decision,
    outcome: kind,
    decidedBy: by,
    ...(approver !== undefined && { approver }),
    ...(reason !== undefined && { reason }),
    changedAt: isoTime(at),
  };
}

/** The call that was approved ran, or was about to. */
export function executionRecord(ticket: Ticket, { outcome, requestId, at }: EndedCall): ApprovalRecord {
  const { decidedBy, reason } = ticket;
  return {
    happened: 'executed',
    ...questionOf(ticket),
    ...(outcome.kind === 'result'
      ? { outcome: 'success' }
      : { outcome: outcome.error.outcome, code: outcome.error.code }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(reason !== undefined && { reason }),
    ranInRequestId: requestId,
    changedAt: isoTime(at),
  };
}

function questionOf(ticket: Ticket) {
  const { id, tool, subject, tenant, agent, requestId, requestedAt, expiresAt } = ticket;
  return {
    ticket: id,
    tool,
    arguments: ticket.arguments,
    caller: subject,
    ...(tenant !== undefined && { tenant }),
    ...(agent !== undefined && { agent }),
    requestId,
    requestedAt: isoTime(requestedAt),
    expiresAt: isoTime(expiresAt),
  };
}
