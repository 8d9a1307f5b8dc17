import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../contract';
import type { Claim, IdempotencyRecord, RecordStatus } from './store';

type Item = Record<string, AttributeValue>;

/** One record per partition; the sort key leaves room for more. */
const SORT_VALUE = 'call';
/** Begins the partition key of every record. */
export const PREFIX = 'call#';

/** Names of attributes. Some are reserved words of the expression language: always used through `#`. */
export const NAMES = {
  '#pk': PARTITION_KEY,
  '#expires': TTL_ATTRIBUTE,
  '#status': 'status',
  '#owner': 'owner',
  '#data': 'data',
  '#caller': 'caller',
} as const;

export function keyOf(id: string): Item {
  return { [PARTITION_KEY]: { S: PREFIX + id }, [SORT_KEY]: { S: SORT_VALUE } };
}

export function toItem(claim: Claim): Item {
  return {
    ...keyOf(claim.id),
    [NAMES['#status']]: { S: 'INPROGRESS' satisfies RecordStatus },
    [NAMES['#owner']]: { S: claim.owner },
    validation: { S: claim.validation },
    tool: { S: claim.tool },
    requestId: { S: claim.requestId },
    ...(claim.caller !== undefined && { [NAMES['#caller']]: { S: claim.caller } }),
    claimedAt: { N: String(claim.claimedAt) },
    deadlineAt: { N: String(claim.deadlineAt) },
    [TTL_ATTRIBUTE]: { N: String(toSeconds(claim.expiresAt)) },
  };
}

/** @throws when the item is not one that {@link toItem} wrote: better no call than a wrong answer. */
export function toRecord(item: Item): IdempotencyRecord {
  const data = item[NAMES['#data']]?.S;
  const caller = item[NAMES['#caller']]?.S;
  return {
    id: text(item, PARTITION_KEY).slice(PREFIX.length),
    status: status(text(item, NAMES['#status'])),
    owner: text(item, NAMES['#owner']),
    validation: text(item, 'validation'),
    tool: text(item, 'tool'),
    requestId: text(item, 'requestId'),
    claimedAt: number(item, 'claimedAt'),
    deadlineAt: number(item, 'deadlineAt'),
    expiresAt: number(item, TTL_ATTRIBUTE) * 1_000,
    ...(caller !== undefined && { caller }),
    ...(data !== undefined && { data }),
  };
}

/** Epoch seconds, the unit of the table's time to live. Expiries are whole seconds already. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

const STATUSES: readonly RecordStatus[] = ['INPROGRESS', 'COMPLETED', 'UNKNOWN'];

function status(value: string): RecordStatus {
  const found = STATUSES.find((known) => known === value);
  if (!found)
    throw new Error(`An idempotency record has the status '${value}', which this release does not know.`);
  return found;
}

function text(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`An idempotency record has no '${name}'.`);
  return value;
}

function number(item: Item, name: string): number {
  const value = Number(item[name]?.N);
  if (!Number.isFinite(value)) throw new Error(`An idempotency record has no '${name}'.`);
  return value;
}
