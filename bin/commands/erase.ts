import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeskError, oneLine } from '../../local/desk-error';
import { erase, fatesOf, type Fated } from '../../local/operations/erase';
import { tracesOf, type Traces } from '../../local/operations/traces';
import { readArguments, refuseMore } from './arguments';
import { UsageError } from './usage';

/**
 * `cdk-mcp-service erase`: erases what the state tables hold of one caller. Without `--yes` it only says what
 * it would do.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when something is left to do.
 */
export async function runErase(args: readonly string[]): Promise<void> {
  const request = requestOf(parse(args));
  const { who, tools, includingRecent, yes } = request;
  const client = new DynamoDBClient({});
  const tables = { client, tableName: request.table, limitsTable: request.limitsTable, now: Date.now };
  try {
    const traces = await tracesOf(tables, who, tools);
    const fates = fatesOf(traces, tables.now(), includingRecent);
    say(traces, fates);
    if (!yes) return console.log('Nothing was changed. To do it: the same with --yes and --reason "…".');
    const { operator, reason } = request;
    const { tickets, counters } = traces;
    const changed = await erase(tables, { who, fates, tickets, counters, operator, reason });
    const records = fates.filter(({ record, fate }) => isErased(fate) && !changed.records.includes(record));
    console.log(
      `Erased: ${records.length} of ${fates.length} records, ` +
        `${tickets.length - changed.tickets.length} of ${tickets.length} tickets, ${counters.length} counters.`,
    );
    const left =
      changed.records.length + changed.tickets.length + fates.filter(({ fate }) => fate === 'running').length;
    if (left > 0)
      throw new DeskError(`${left} calls run or have just changed. Do the same again in a while.`);
  } catch (error) {
    throw error instanceof DeskError
      ? error
      : new DeskError(`The erasure is not complete: ${oneLine(error)}`);
  } finally {
    client.destroy();
  }
}

function isErased(fate: Fated['fate']): boolean {
  return fate === 'delete' || fate === 'empty';
}

function say(traces: Traces, fates: readonly Fated[]): void {
  const { tickets, counters, decidedTickets, approvalEntries, switchedOff, switchEntries, unnamed } = traces;
  for (const fated of fates) console.log(sentenceOf(fated));
  for (const { id, tool, status } of tickets)
    console.log(`ticket ${id} of ${tool}, ${status}: deleted; it approves nothing any more.`);
  for (const key of counters) console.log(`counter ${key}: deleted; the limit is full again.`);
  if (fates.length + tickets.length + counters.length === 0)
    console.log('The tables hold no call, no ticket and no counter of this caller.');
  if (unnamed > 0)
    console.log(
      `${unnamed} records of an older release do not say whose they are; they go when they expire.`,
    );
  if (decidedTickets > 0)
    console.log(
      `kept: ${decidedTickets} tickets of others say that the caller decided them; they go a day after they are over.`,
    );
  if (approvalEntries > 0)
    console.log(
      `kept: ${approvalEntries} entries of APPROVAL_AUDIT name the caller, with who decided what and why.`,
    );
  if (switchedOff) console.log('kept: the caller is switched off. To end that: switch on caller …');
  if (switchEntries > 0)
    console.log(`kept: ${switchEntries} entries of SWITCH_AUDIT name the caller, with who switched and why.`);
}

function sentenceOf({ record: { id, tool, claimedAt, deadlineAt, expiresAt }, fate }: Fated): string {
  const [at, deadline, expiry] = [claimedAt, deadlineAt, expiresAt].map((ms) => new Date(ms).toISOString());
  const becomes = {
    delete: 'deleted; a retry with its key runs again.',
    empty: `its result is removed. That it ran is kept until ${expiry}: a retry with its key does not run again.`,
    emptied: `its result is gone. That it ran is kept until ${expiry}.`,
    running: `LEFT: its server may be at work until ${deadline}.`,
    unknown: `kept until ${expiry}: nobody knows whether it ran, and it has no result. To end that: resolve --id ${id}`,
  };
  return `call ${id} of ${tool} at ${at}: ${becomes[fate]}`;
}

type Values = ReturnType<typeof parse>;

function requestOf(values: Values) {
  const { subject, table, 'limits-table': limitsTable, yes = false } = values;
  if (!subject)
    throw new UsageError('Say whose traces: --subject <sub>, and --tenant <name> where callers have one.');
  if (!table || !limitsTable)
    throw new UsageError(
      "Name the service's tables: --table <name> --limits-table <name> (outputs of the stack).",
    );
  if (yes && !values.reason) throw new UsageError('Say why, for whoever is asked later: --reason "…".');
  return {
    who: { subject, tenant: values.tenant },
    table,
    limitsTable,
    tools: values.tool ?? [],
    includingRecent: values['including-recent'] ?? false,
    yes,
    operator: values.operator ?? userInfo().username,
    reason: values.reason ?? '',
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    subject: text,
    tenant: text,
    tool: { type: 'string', multiple: true },
    table: text,
    'limits-table': text,
    'including-recent': flag,
    yes: flag,
    reason: text,
    operator: text,
  } as const;
  const { values, positionals } = readArguments(args, options);
  refuseMore(positionals);
  return values;
}
