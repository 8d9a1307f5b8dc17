import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeskError, oneLine } from '../../local/desk-error';
import {
  decide,
  findTicket,
  listTickets,
  type Decided,
  type Ticket,
  type TicketTable,
} from '../../local/operations/approvals';
import { describeTicket, lineOfTicket, standingOfTicket } from '../../local/operations/describe-ticket';
import { recordDecision } from '../../local/operations/record-decision';
import { readArguments } from './arguments';
import { UsageError } from './usage';

const ACTIONS = 'approvals list, approvals show <id>, approvals approve <id>, approvals deny <id>';

/**
 * `cdk-mcp-service approvals`: shows what waits for a person, and takes the person's decision.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when nothing was decided.
 */
export async function runApprovals(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, {
    table: text,
    reason: text,
    operator: text,
    'audit-log': text,
    service: text,
  });
  const [action = '', id = '', ...more] = positionals;
  if (!isAction(action) || (action === 'list') !== (id === '') || more.length > 0)
    throw new UsageError(`Say what to do: ${ACTIONS}.`);
  if (!values.table)
    throw new UsageError("Name the service's idempotency table: --table <name> (an output of the stack).");
  if (action === 'deny' && !values.reason) throw new UsageError('Say why, for whoever asked: --reason "…".');
  const client = new DynamoDBClient({});
  const table: TicketTable = { client, tableName: values.table, now: Date.now };
  try {
    if (action === 'list') return await list(table);
    if (action === 'show') return await show(table, id);
    const operator = values.operator ?? userInfo().username;
    const { reason, service, 'audit-log': auditLog } = values;
    const request = { id, approve: action === 'approve', operator, reason };
    const decided = await decide(table, request);
    const taken = say(decided, table.now());
    await recordDecision({ auditLog, service }, taken, request);
  } catch (error) {
    throw error instanceof DeskError
      ? error
      : new DeskError(
          `The approvals did not answer. See what became of it with approvals show: ${oneLine(error)}`,
        );
  } finally {
    client.destroy();
  }
}

async function list(table: TicketTable): Promise<void> {
  const tickets = await listTickets(table);
  if (tickets.length === 0) console.log('Nothing waits for a person.');
  for (const ticket of tickets) console.log(lineOfTicket(ticket, table.now()));
}

async function show(table: TicketTable, id: string): Promise<void> {
  const ticket = await findTicket(table, id);
  if (!ticket) throw new DeskError(UNKNOWN);
  console.log(describeTicket(ticket, table.now()));
}

const UNKNOWN =
  'There is no such ticket: the id is another, the same was asked anew, or it is over for more than a day. See: approvals list.';

/** @returns The ticket as it was decided. */
function say(decided: Decided, now: number): Ticket {
  if (decided.kind === 'unknown') throw new DeskError(`Nothing was changed. ${UNKNOWN}`);
  if (decided.kind === 'tooLate')
    throw new DeskError(`Nothing was changed: the ticket is ${standingOfTicket(decided.ticket, now)}.`);
  console.log(describeTicket(decided.ticket, now));
  console.log(SAID[decided.ticket.status === 'denied' ? 'denied' : 'approved']);
  return decided.ticket;
}

const SAID = {
  approved: 'Approved: the same call runs once when it is made again in time.',
  denied: 'Denied: the same call is told so until the ticket is over.',
} as const;

const KNOWN = ['list', 'show', 'approve', 'deny'] as const;

function isAction(word: string): word is (typeof KNOWN)[number] {
  return KNOWN.some((known) => known === word);
}
