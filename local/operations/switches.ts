import { DeleteItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, SWITCH_AUDIT_PARTITION, SWITCH_PARTITION } from '../../lambda/contract';
import { createSwitchStore } from '../../lambda/state/switches/dynamodb';
import type { Switch, SwitchKind } from '../../lambda/state/switches/switches';

export interface SwitchTable {
  readonly client: DynamoDBClient;
  /** Name of the service's idempotency table. */
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface SwitchChange {
  readonly kind: SwitchKind;
  readonly name: string;
  readonly reason: string;
  /** Who does it, for the audit. */
  readonly operator: string;
}

/** Everything that is off. */
export function listSwitches({ client, tableName }: SwitchTable): Promise<readonly Switch[]> {
  return createSwitchStore(() => Promise.resolve(client), tableName).list();
}

/** Servers see it within 15 seconds. The audit is written first: a change without a trace does not happen. */
export async function switchOff(table: SwitchTable, change: SwitchChange): Promise<void> {
  await audit(table, 'off', change);
  const Item = {
    ...key(SWITCH_PARTITION, idOf(change)),
    reason: { S: change.reason },
    operator: { S: change.operator },
  };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
}

/** Switches on again. Answers whether it was off. */
export async function switchOn(table: SwitchTable, change: SwitchChange): Promise<boolean> {
  await audit(table, 'on', change);
  const Key = key(SWITCH_PARTITION, idOf(change));
  const { Attributes } = await table.client.send(
    new DeleteItemCommand({ TableName: table.tableName, Key, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes !== undefined;
}

async function audit(
  { client, tableName, now }: SwitchTable,
  to: 'on' | 'off',
  change: SwitchChange,
): Promise<void> {
  const time = new Date(now()).toISOString();
  const Item = {
    ...key(SWITCH_AUDIT_PARTITION, `${time}#${idOf(change)}`),
    switchedTo: { S: to },
    reason: { S: change.reason },
    operator: { S: change.operator },
  };
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
}

function key(partition: string, sort: string) {
  return { [PARTITION_KEY]: { S: partition }, [SORT_KEY]: { S: sort } };
}

function idOf({ kind, name }: Pick<SwitchChange, 'kind' | 'name'>): string {
  return `${kind}#${name}`;
}
