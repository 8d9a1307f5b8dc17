import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { APPROVAL_AUDIT_PARTITION, PARTITION_KEY, SORT_KEY } from '../../lambda/contract';
import { keyOfId, type Decided, type Ticket } from '../../lambda/state/approvals/approvals';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';

export interface TicketTable {
  readonly client: DynamoDBClient;
  /** Name of the service's idempotency table. */
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type { Decided, Ticket };

export interface DecisionRequest {
  readonly id: string;
  readonly approve: boolean;
  /** Who decides, for the audit. */
  readonly operator: string;
  /** @default - none */
  readonly reason?: string;
}

/** All tickets that are not over, the oldest first. */
export function listTickets(table: TicketTable): Promise<readonly Ticket[]> {
  return storeOf(table).list(table.now());
}

/** The ticket of an id. One that is over is found for another day. */
export async function findTicket(table: TicketTable, id: string): Promise<Ticket | undefined> {
  const ticket = await storeOf(table).find(keyOfId(id), 0);
  return ticket?.id === id ? ticket : undefined;
}

/**
 * Decides a ticket that waits, once. The audit is written first: a decision without a trace does not happen. Of two
 * that are made at the same moment it has both; the ticket says which was taken.
 *
 * @throws when the table cannot be asked.
 */
export async function decide(table: TicketTable, request: DecisionRequest): Promise<Decided> {
  const { id, approve, operator: by, reason } = request;
  const ticket = await findTicket(table, id);
  if (!ticket) return { kind: 'unknown' };
  const at = table.now();
  if (ticket.status !== 'pending' || ticket.expiresAt <= at) return { kind: 'tooLate', ticket };
  await audit(table, ticket, request, at);
  return storeOf(table).decide({ id, approve, by, reason, at });
}

async function audit(
  { client, tableName }: TicketTable,
  { id, tool, subject, tenant }: Ticket,
  { approve, operator, reason }: DecisionRequest,
  at: number,
): Promise<void> {
  const time = new Date(at).toISOString();
  const Item = {
    [PARTITION_KEY]: { S: APPROVAL_AUDIT_PARTITION },
    [SORT_KEY]: { S: `${time}#${id}#${operator}` },
    decision: { S: approve ? 'approved' : 'denied' },
    operator: { S: operator },
    ticket: { S: id },
    tool: { S: tool },
    subject: { S: subject },
    ...(tenant !== undefined && { tenant: { S: tenant } }),
    ...(reason !== undefined && { reason: { S: reason } }),
    at: { S: time },
  };
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
}

function storeOf({ client, tableName }: TicketTable): DynamoDbApprovalStore {
  return new DynamoDbApprovalStore(() => Promise.resolve(client), tableName);
}
