import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { APPROVAL_EVENTS, EVENT_SOURCE } from '../contract';
import { plainLine } from '../sanitize/plain-line';
import type { ApprovalRecord } from './approval-record';
import { RECORD_CLIENT } from './record-client';
import type { RecordSink } from './record-approval';

type Sdk = typeof import('@aws-sdk/client-eventbridge');

/** Each record as an event on the account's default bus, for rules of anybody's: mail, chat, tickets. */
export function createEventBus(service: string): RecordSink {
  let loaded: Promise<{ sdk: Sdk; client: EventBridgeClient }> | undefined;

  async function load() {
    const sdk = await import('@aws-sdk/client-eventbridge');
    return { sdk, client: new sdk.EventBridgeClient(RECORD_CLIENT) };
  }

  return {
    name: 'event',
    async send(record, { signal: abortSignal, link }) {
      const { happened } = record;
      // What came too late changed nothing: it is in the logs.
      if (happened === 'approved too late' || happened === 'denied too late') return;
      const { sdk, client } = await (loaded ??= load());
      const entry = {
        Source: EVENT_SOURCE,
        DetailType: APPROVAL_EVENTS[happened],
        Detail: JSON.stringify(detailOf(record, { service, link })),
      };
      const { FailedEntryCount, Entries } = await client.send(
        new sdk.PutEventsCommand({ Entries: [entry] }),
        { abortSignal },
      );
      if (!FailedEntryCount) return;
      const { ErrorCode: code = 'no code', ErrorMessage: message = '' } = Entries?.[0] ?? {};
      throw new Error(`The bus took no event: ${code} ${message}`.trimEnd());
    },
  };
}

/**
 * What goes into mail and chat: no arguments, and of what strangers wrote only what stays a part of its line. Times
 * and ids are the server's own.
 */
function detailOf(record: ApprovalRecord, { service, link }: { service: string; link?: string }) {
  const { ticket, tool, caller, agent, tenant, requestId, expiresAt, decidedBy, reason, outcome, code } =
    record;
  const strangers = { tool, caller, agent, tenant, decidedBy, reason };
  const plain = Object.entries(strangers).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, plainLine(text)]],
  );
  return { service, ticket, requestId, expiresAt, link, outcome, code, ...Object.fromEntries(plain) };
}
