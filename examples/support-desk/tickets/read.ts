import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { notFound, transient } from 'cdk-mcp-service/tools';
import { ticketSchema, type Ticket } from './model';
import { tableClient, tableName, ticketKey } from './table';

/** @throws `NOT_FOUND` when there is no such ticket. */
export async function readTicket(id: string, signal: AbortSignal): Promise<Ticket> {
  const { Item } = await orUnavailable(
    tableClient().send(
      // Consistent: rules are judged on it, also right after a write failed its condition.
      new GetCommand({ TableName: tableName(), Key: ticketKey(id), ConsistentRead: true }),
      { abortSignal: signal },
    ),
  );
  if (!Item) throw notFound(`There is no ticket '${id}'; find the right id with search_tickets.`);
  return ticketSchema.parse(Item);
}

/** Half a read unit: proves the name, the permission and the way to the table. The item need not exist. */
export async function probeTable(signal: AbortSignal): Promise<void> {
  await tableClient().send(
    new GetCommand({
      TableName: tableName(),
      Key: { pk: 'HEALTH', sk: 'HEALTH' },
      ProjectionExpression: 'pk',
    }),
    { abortSignal: signal },
  );
}

/**
 * For reads only: a read that failed changed nothing, so the caller may send it again. A write that got no
 * answer may have happened; its error is left to the server, which says so.
 */
export async function orUnavailable<Reply>(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw transient('The ticket store is not answering; send the same call again in a few seconds.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}

const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE']);

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLED.has(error.name) || error.name === 'TimeoutError') return true;
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.has(error.code)) return true;
  return '$fault' in error && error.$fault === 'server';
}
