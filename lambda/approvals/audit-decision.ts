import { writeAudit } from '../audit';
import { isoTime } from '../clock';
import type { WriteLine } from '../request-line';
import type { Decided, Decision } from '../state/approvals/approvals';

interface MadeDecision {
  readonly decision: Decision;
  readonly decided: Exclude<Decided, { readonly kind: 'unknown' }>;
  /** Subject of who decided. */
  readonly approver: string;
}

/** Who asked for what, who decided how and when, and whether it was in time. */
export function auditDecision(
  writeLine: WriteLine,
  { decision, decided: { kind, ticket }, approver }: MadeDecision,
): void {
  const verdict = decision.approve ? 'approved' : 'denied';
  writeAudit(writeLine, 'approval', kind === 'decided' ? verdict : `${verdict} too late`, {
    ticket: ticket.id,
    tool: ticket.tool,
    arguments: ticket.arguments,
    caller: ticket.subject,
    tenant: ticket.tenant,
    agent: ticket.agent,
    requestId: ticket.requestId,
    decision: verdict,
    outcome: kind,
    decidedBy: decision.by,
    approver,
    changedAt: isoTime(decision.at),
    reason: decision.reason,
  });
}
