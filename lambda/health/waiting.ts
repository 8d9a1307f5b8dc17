import type { Clock } from '../clock';
import { METRICS } from '../contract';
import { withDeadline } from '../deadline';
import type { MetricValues } from '../emf';
import { ANSWER_MS, type ApprovalStore } from '../state/approvals/approvals';

export interface WaitingPorts {
  readonly approvals: Pick<ApprovalStore, 'list'>;
  readonly clock: Clock;
}

/** How many calls wait for a person, and since when the oldest; nothing is set where the store does not say. */
export async function setWaiting({ approvals, clock }: WaitingPorts, values: MetricValues): Promise<void> {
  const now = clock.now();
  const tickets = await withDeadline(clock, ANSWER_MS, () => approvals.list(now));
  const pending = tickets.filter(({ status }) => status === 'pending');
  const since = Math.min(now, ...pending.map(({ requestedAt }) => requestedAt));
  values.set(METRICS.approvalsPending, pending.length);
  values.set(METRICS.approvalsOldestAge, Math.floor((now - since) / 1_000));
}
