import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ERASURE_AUDIT_PARTITION, PARTITION_KEY, SORT_KEY } from '../../lambda/contract';
import { callerHash } from '../../lambda/idempotency/call-key';
import { standingOf } from '../../lambda/idempotency/standing';
import { CONFIRMED } from '../../lambda/idempotency/stored-outcome';
import type { Ticket } from '../../lambda/state/approvals/approvals';
import { NAMES as TICKET_NAMES, keyOf as ticketKeyOf } from '../../lambda/state/approvals/dynamodb-item';
import { NAMES, keyOf } from '../../lambda/state/idempotency/dynamodb-item';
import type { IdempotencyRecord } from '../../lambda/state/idempotency/store';
import { keyOf as counterKeyOf } from '../../lambda/state/limits/dynamodb-store';
import type { ErasureTables, Subject, Traces } from './traces';

/**
 * What happens to a record. `empty`: its result goes, that the call ran stays until the record expires, so that
 * a retry does not run it again.
 */
export type Fate = 'delete' | 'empty' | 'emptied' | 'running' | 'unknown';

export interface Fated {
  readonly record: IdempotencyRecord;
  readonly fate: Fate;
}

/**
 * Decides before anything is touched. A call that may still run is never erased, whatever is asked: a retry
 * would run beside it.
 *
 * @param includingKept - Whether records that still keep a retry from running go as a whole.
 */
export function fatesOf({ records }: Traces, now: number, includingKept: boolean): readonly Fated[] {
  return records.map((record) => ({ record, fate: fateOf(record, now, includingKept) }));
}

function fateOf(record: IdempotencyRecord, now: number, includingKept: boolean): Fate {
  const { kind } = standingOf(record, now);
  if (kind === 'in_progress') return 'running';
  if (includingKept || record.expiresAt <= now) return 'delete';
  if (kind === 'unknown') return 'unknown';
  return record.data === CONFIRMED ? 'emptied' : 'empty';
}

export interface Erasure {
  readonly who: Subject;
  readonly fates: readonly Fated[];
  readonly tickets: readonly Ticket[];
  readonly counters: readonly string[];
  /** Who does it, for the audit. */
  readonly operator: string;
  readonly reason: string;
}

/** What changed meanwhile and was left alone. */
export interface Changed {
  readonly records: readonly IdempotencyRecord[];
  readonly tickets: readonly Ticket[];
}

/**
 * Erases, and answers what changed meanwhile and was left alone. Tickets go first: what waits is approved no more. The audit is written first: an
 * erasure without a trace does not happen. It names the caller by hash, or it would be what it says is gone.
 *
 * @throws when a table cannot be asked. Whatever was erased until then is gone; the same again goes on.
 */
export async function erase(tables: ErasureTables, erasure: Erasure): Promise<Changed> {
  const { client, limitsTable } = tables;
  await audit(tables, erasure);
  const tickets: Ticket[] = [];
  for (const ticket of erasure.tickets) if (!(await eraseTicket(tables, ticket))) tickets.push(ticket);
  const records: IdempotencyRecord[] = [];
  for (const { record, fate } of erasure.fates) {
    if (fate !== 'delete' && fate !== 'empty') continue;
    if (!(await eraseRecord(tables, record, fate))) records.push(record);
  }
  for (const key of erasure.counters) {
    await client.send(new DeleteItemCommand({ TableName: limitsTable, Key: counterKeyOf(key) }));
  }
  return { records, tickets };
}

/** However it stands by now; one that was asked anew meanwhile is another. */
async function eraseTicket({ client, tableName }: ErasureTables, { key, id }: Ticket): Promise<boolean> {
  const command = new DeleteItemCommand({
    TableName: tableName,
    Key: ticketKeyOf(key),
    ConditionExpression: 'attribute_not_exists(#id) OR #id = :id',
    ExpressionAttributeNames: { '#id': TICKET_NAMES['#id'] },
    ExpressionAttributeValues: { ':id': { S: id } },
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Only as it was seen: whoever claimed the key anew meanwhile keeps their claim. */
async function eraseRecord(
  { client, tableName: TableName }: ErasureTables,
  { id, owner, status }: IdempotencyRecord,
  fate: 'delete' | 'empty',
): Promise<boolean> {
  const seen = {
    TableName,
    Key: keyOf(id),
    ConditionExpression: '#owner = :owner AND #status = :status',
    ExpressionAttributeNames: { '#owner': NAMES['#owner'], '#status': NAMES['#status'] },
    ExpressionAttributeValues: { ':owner': { S: owner }, ':status': { S: status } },
  };
  try {
    if (fate === 'delete') await client.send(new DeleteItemCommand(seen));
    else
      await client.send(
        new UpdateItemCommand({
          ...seen,
          UpdateExpression: 'SET #data = :confirmed',
          ExpressionAttributeNames: { ...seen.ExpressionAttributeNames, '#data': NAMES['#data'] },
          ExpressionAttributeValues: { ...seen.ExpressionAttributeValues, ':confirmed': { S: CONFIRMED } },
        }),
      );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function audit({ client, tableName, now }: ErasureTables, erasure: Erasure): Promise<void> {
  const count = (fate: Fate): string => String(erasure.fates.filter((fated) => fated.fate === fate).length);
  const Item = {
    [PARTITION_KEY]: { S: ERASURE_AUDIT_PARTITION },
    [SORT_KEY]: { S: `${new Date(now()).toISOString()}#${callerHash(erasure.who)}` },
    operator: { S: erasure.operator },
    reason: { S: erasure.reason },
    results: { N: count('empty') },
    records: { N: count('delete') },
    tickets: { N: String(erasure.tickets.length) },
    counters: { N: String(erasure.counters.length) },
  };
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
}
