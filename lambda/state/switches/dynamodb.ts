import type {
  AttributeValue,
  DynamoDBClient,
  QueryCommandInput,
  QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, SWITCH_AUDIT_PARTITION, SWITCH_PARTITION } from '../../contract';
import { SWITCH_KINDS, type Switch, type SwitchChange, type SwitchStore } from './switches';

/** More than an operator turns between two looks of a server. */
const LATEST_CHANGES = 100;

/** All switches are one partition of a few items, and what became of them another: one query reads either. */
export function createSwitchStore(client: () => Promise<DynamoDBClient>, tableName: string): SwitchStore {
  async function query(partition: string, page: Partial<QueryCommandInput>): Promise<QueryCommandOutput> {
    const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': PARTITION_KEY },
      ExpressionAttributeValues: { ':pk': { S: partition } },
      ConsistentRead: true,
      ...page,
    });
    return (await client()).send(command);
  }

  return {
    async list() {
      const switches: Switch[] = [];
      let from: QueryCommandOutput['LastEvaluatedKey'];
      do {
        const { Items = [], LastEvaluatedKey } = await query(SWITCH_PARTITION, { ExclusiveStartKey: from });
        switches.push(...Items.flatMap(toSwitch));
        from = LastEvaluatedKey;
      } while (from);
      return switches;
    },
    async changes() {
      const latest = { ScanIndexForward: false, Limit: LATEST_CHANGES };
      const { Items = [] } = await query(SWITCH_AUDIT_PARTITION, latest);
      return Items.flatMap(toChange);
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
