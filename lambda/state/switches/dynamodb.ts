import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, SWITCH_PARTITION } from '../../contract';
import { SWITCH_KINDS, type Switch, type SwitchStore } from './switches';

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
  };
}

/** `<kind>#<name>`; what does not read so was not written by the command, and stops nobody. */
function toSwitch(item: Record<string, AttributeValue>): Switch[] {
  const id = item[SORT_KEY]?.S ?? '';
  const kind = SWITCH_KINDS.find((known) => id.startsWith(`${known}#`));
  return kind ? [{ kind, name: id.slice(kind.length + 1), reason: item.reason?.S ?? '' }] : [];
}
