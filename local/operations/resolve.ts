import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, RESOLUTION_AUDIT_PARTITION, SORT_KEY } from '../../lambda/contract';
import {
  explicitId,
  resolveUnknown,
  type Resolution,
  type ResolveRequest,
} from '../../lambda/idempotency/resolve-unknown';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import type { Verdict } from '../../lambda/state/idempotency/store';

export interface RecordsTable {
  readonly client: DynamoDBClient;
  /** Name of the service's idempotency table. */
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type { Resolution };

/** A call under a key that its caller chose, for an operator who knows the key but not the line. */
export interface KeyedCall {
  readonly key: string;
  readonly tool: string;
  readonly subject: string;
  readonly tenant?: string;
}

/** Names the record of a call: the `idempotencyId` that its line has. */
export function recordIdOf({ key, ...call }: KeyedCall): string {
  return explicitId(call, key);
}

/**
 * Ends a call whose outcome nobody knows with an operator's word. The audit is written first: a verdict
 * without a trace does not happen.
 *
 * @throws when the table cannot be asked; nothing is known to have changed then.
 */
export async function resolve(
  { client, tableName, now }: RecordsTable,
  request: ResolveRequest,
  verdict: Verdict,
): Promise<Resolution> {
  const { id, operator, reason = '' } = request;
  const Item = {
    [PARTITION_KEY]: { S: RESOLUTION_AUDIT_PARTITION },
    [SORT_KEY]: { S: `${new Date(now()).toISOString()}#${id}` },
    verdict: { S: verdict },
    reason: { S: reason },
    operator: { S: operator },
  };
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
  const store = new DynamoDbIdempotencyStore(() => Promise.resolve(client), tableName);
  const clock = { now, after: () => () => undefined };
  return resolveUnknown({ store, clock, writeLine: () => undefined }, request, verdict);
}
