import { randomUUID } from 'node:crypto';
import { createAuditLog } from '../../lambda/approvals/audit-log';
import { decisionRecord } from '../../lambda/approvals/approval-record';
import { createEventBus } from '../../lambda/approvals/event-bus';
import type { RecordSink } from '../../lambda/approvals/record-approval';
import { redactFields } from '../../lambda/audit';
import { DeskError } from '../desk-error';
import { awsRefusal } from './aws-refusal';
import type { DecisionRequest, Ticket } from './approvals';

/** Where a decision is told besides the table: as the server tells those of its page. */
export interface RecordPlaces {
  /** Name of the log group. @default - it is in the table alone */
  readonly auditLog?: string;
  /** Name of the service, for the event. @default - no event */
  readonly service?: string;
}

const SEND_MS = 10_000;

/**
 * Tells what somebody decided with the rights of an operator.
 *
 * @throws {DeskError} when a place did not take it. The decision stands.
 */
export async function recordDecision(
  { auditLog, service }: RecordPlaces,
  ticket: Ticket,
  { id, approve, operator: by, reason }: DecisionRequest,
): Promise<void> {
  const sinks: readonly RecordSink[] = [
    ...(auditLog === undefined
      ? []
      : [createAuditLog({ logGroup: auditLog, instance: `command/${randomUUID()}` })]),
    ...(service === undefined ? [] : [createEventBus(service)]),
  ];
  const at = ticket.decidedAt ?? ticket.requestedAt;
  const decision = { id, approve, by, at, ...(reason !== undefined && { reason }) };
  const record = redactFields(decisionRecord({ decision, decided: { kind: 'decided', ticket } }));
  const signal = AbortSignal.timeout(SEND_MS);
  const sent = await Promise.allSettled(sinks.map(({ send }) => send(record, { signal })));
  const refusals = sent.flatMap((result, index) =>
    result.status === 'fulfilled'
      ? []
      : [awsRefusal(`The ${sinks[index]?.name ?? 'record'} was not written`, result.reason).message],
  );
  if (refusals.length === 0) return;
  throw new DeskError(`The decision stands, and is in the audit of the table. ${refusals.join('; ')}`);
}
