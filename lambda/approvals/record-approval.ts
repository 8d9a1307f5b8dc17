import { redactFields, writeAudit } from '../audit';
import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { Log } from '../log';
import type { Note } from '../oauth/issuer';
import type { WriteLine } from '../request-line';
import { messageOf } from '../thrown';
import type { ApprovalRecord } from './approval-record';

/** Where a record is kept or told, besides the server's log. */
export interface RecordSink {
  readonly name: 'audit log' | 'event';
  /** @param link - where the ticket is decided, if there is a page */
  readonly send: (record: ApprovalRecord, to: { signal: AbortSignal; link?: string }) => Promise<void>;
}

/** Writes down what happened to a ticket. It never fails: what could not be sent is in the log, and on the line. */
export type RecordApproval = (record: ApprovalRecord, note: Note) => Promise<void>;

interface RecordPorts {
  readonly writeLine: WriteLine;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly sinks: readonly RecordSink[];
  readonly linkTo?: (ticket: string) => string;
}

/** Of all sinks together: a caller waits for them, because on Lambda nothing runs after the answer. */
const SEND_MS = 1_000;

export function createRecordApproval({ writeLine, clock, log, sinks, linkTo }: RecordPorts): RecordApproval {
  return async function recordApproval(record, note) {
    const { happened, ...rest } = record;
    writeAudit(writeLine, 'approval', happened, rest);
    const clean = redactFields(record);
    const link = linkTo?.(record.ticket);
    const sent = sinks.map(async ({ name, send }) => {
      try {
        await withDeadline(clock, SEND_MS, (signal) => send(clean, { signal, link }));
        return [];
      } catch (error) {
        log.warn('approval not recorded', { sink: name, ticket: record.ticket, reason: messageOf(error) });
        return [name];
      }
    });
    const failed = (await Promise.all(sent)).flat();
    if (failed.length > 0) note({ notRecordedIn: failed.join(', ') });
  };
}
