import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, SWITCH_AUDIT_PARTITION, SWITCH_PARTITION } from '../../contract';
import { SWITCH_KINDS, type Switch, type SwitchChange, type SwitchStore } from './switches';

/** More than an operator turns between two looks of a server. */
const LATEST_CHANGES = 100;

/** All switches are one partition of a few items: one query reads them. */
export function createSwitchStore(client: () => Promise<DynamoDBClient>, tableName: string): SwitchStore {
  return {
    async list() {
      const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
      const switches: Switch[] = [];
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page = await (
          await client()
        ).send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: '#pk = :pk',
            ExpressionAttributeNames: { '#pk': PARTITION_KEY },
            ExpressionAttributeValues: { ':pk': { S: SWITCH_PARTITION } },
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        );
        switches.push(...(page.Items ?? []).flatMap(toSwitch));
        from = page.LastEvaluatedKey;
      } while (from);
      return switches;
    },
    async changes() {
      const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
      const page = await (
        await client()
      ).send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': PARTITION_KEY },
          ExpressionAttributeValues: { ':pk': { S: SWITCH_AUDIT_PARTITION } },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: LATEST_CHANGES,
        }),
      );
      return (page.Items ?? []).flatMap(toChange);
    },
  };
}

/** `<kind>#<name>`; what does not read so was not written by the command, and stops nobody. */
function toSwitch(item: Record<string, AttributeValue>): Switch[] {
  return switchNamed(item[SORT_KEY]?.S ?? '', item);
}

/** `<time>#<kind>#<name>`. */
function toChange(item: Record<string, AttributeValue>): SwitchChange[] {
  const sortKey = item[SORT_KEY]?.S ?? '';
  const end = sortKey.indexOf('#');
  const to = item.switchedTo?.S === 'off' ? 'off' : 'on';
  const about = { to, operator: item.operator?.S ?? '', at: sortKey.slice(0, end) } as const;
  return switchNamed(sortKey.slice(end + 1), item).map((found) => ({ ...found, ...about }));
}

function switchNamed(id: string, { reason }: Record<string, AttributeValue>): Switch[] {
  const kind = SWITCH_KINDS.find((known) => id.startsWith(`${known}#`));
  return kind ? [{ kind, name: id.slice(kind.length + 1), reason: reason?.S ?? '' }] : [];
}
