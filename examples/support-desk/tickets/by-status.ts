import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ticketRowSchema, type TicketRow, type TicketStatus } from './model';
import { orUnavailable } from './read';
import { STATUS_INDEX, tableClient, tableName, ticketKey } from './table';

/** A place in the index by status: what comes next is after this ticket. */
export interface Position {
  readonly status: TicketStatus;
  readonly openedAt: string;
  readonly id: string;
}

export interface StatusPage {
  readonly rows: readonly TicketRow[];
  /** Whether the index goes on after the last ticket looked at. */
  readonly after?: Position;
}

export interface StatusQuery {
  readonly status: TicketStatus;
  /** Lower case; a ticket must hold them all. */
  readonly words?: readonly string[];
  readonly after?: Position;
  /** Most tickets to look at, matching or not. */
  readonly look: number;
}

export function positionOf({ status, openedAt, id }: TicketRow): Position {
  return { status, openedAt, id };
}

/** One page of one status, newest first. */
export async function queryStatus(query: StatusQuery, signal: AbortSignal): Promise<StatusPage> {
  const { Items = [], LastEvaluatedKey } = await orUnavailable(
    tableClient().send(new QueryCommand({ ...toInput(query), Limit: query.look }), { abortSignal: signal }),
  );
  const last = LastEvaluatedKey && toPosition(query.status, LastEvaluatedKey);
  return { rows: Items.map((item) => ticketRowSchema.parse(item)), after: last };
}

/** How many there are from a place on. It costs what reading them costs, only the transfer is saved. */
export async function countStatus(
  status: TicketStatus,
  after: Position | undefined,
  signal: AbortSignal,
): Promise<number> {
  let from = after && startKey(after);
  let count = 0;
  do {
    const page = await orUnavailable(
      tableClient().send(
        new QueryCommand({
          ...toInput({ status }),
          ExclusiveStartKey: from,
          Select: 'COUNT',
        }),
        { abortSignal: signal },
      ),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey && startKey(toPosition(status, page.LastEvaluatedKey));
  } while (from);
  return count;
}

function toInput({ status, words = [], after }: Omit<StatusQuery, 'look'>) {
  const values = Object.fromEntries(words.map((word, index) => [`:word${index}`, word]));
  return {
    TableName: tableName(),
    IndexName: STATUS_INDEX,
    ScanIndexForward: false,
    KeyConditionExpression: '#status = :status',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': status, ...values },
    ExclusiveStartKey: after && startKey(after),
    ...(words.length > 0 && {
      FilterExpression: Object.keys(values)
        .map((name) => `contains(searchText, ${name})`)
        .join(' AND '),
    }),
  };
}

function startKey({ status, openedAt, id }: Position) {
  return { ...ticketKey(id), status, openedAt };
}

function toPosition(status: TicketStatus, key: Readonly<Record<string, unknown>>): Position {
  return { status, openedAt: String(key.openedAt), id: String(key.pk).replace('TICKET#', '') };
}
