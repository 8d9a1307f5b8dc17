import {
  GetItemCommand,
  paginateQuery,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  APPROVAL_AUDIT_PARTITION,
  DEFAULT_RATES,
  PARTITION_KEY,
  SORT_KEY,
  SWITCH_AUDIT_PARTITION,
} from '../../lambda/contract';
import { callerHash } from '../../lambda/idempotency/call-key';
import { createUsesOf } from '../../lambda/limits/uses';
import { asksOf } from '../../lambda/approvals/asking';
import type { Ticket } from '../../lambda/state/approvals/approvals';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { NAMES, PREFIX, toRecord } from '../../lambda/state/idempotency/dynamodb-item';
import type { IdempotencyRecord } from '../../lambda/state/idempotency/store';
import { keyOf } from '../../lambda/state/limits/dynamodb-store';
import { createSwitchStore } from '../../lambda/state/switches/dynamodb';

export interface ErasureTables {
  readonly client: DynamoDBClient;
  /** Name of the service's idempotency table. */
  readonly tableName: string;
  /** Name of the service's limits table. */
  readonly limitsTable: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Of whom, as tokens name them. */
export interface Subject {
  readonly subject: string;
  readonly tenant?: string;
}

/** What the state tables hold of one caller. */
export interface Traces {
  readonly records: readonly IdempotencyRecord[];
  /** Keys of counters that exist. */
  readonly counters: readonly string[];
  /** What the caller asked a person for, tickets that are over among them. */
  readonly tickets: readonly Ticket[];
  /** Tickets of others that the caller decided. */
  readonly decidedTickets: number;
  /** Decisions in the audit that were made for the caller, or by them. */
  readonly approvalEntries: number;
  /** Whether the caller is switched off. */
  readonly switchedOff: boolean;
  /** How often the caller was switched off or on. */
  readonly switchEntries: number;
  /** Records that an older release wrote: they do not say whose they are. */
  readonly unnamed: number;
}

/** Any rate: the keys of counters do not depend on it. */
const { callerWrites: ANY } = DEFAULT_RATES;
const USES_OF = createUsesOf({ caller: ANY, callerWrites: ANY, callerTool: ANY, tenant: false, tool: false });

/**
 * Looks through the whole idempotency table, because its keys are hashes that do not begin with the caller. The
 * counters' keys follow from the caller's name and those of tools.
 *
 * @param tools - Names of tools whose counters to look for, besides those that the caller's records name.
 */
export async function tracesOf(
  { client, tableName, limitsTable }: ErasureTables,
  who: Subject,
  tools: readonly string[],
): Promise<Traces> {
  const hash = callerHash(who);
  const records: IdempotencyRecord[] = [];
  let unnamed = 0;
  const scan = {
    TableName: tableName,
    ConsistentRead: true,
    FilterExpression: 'begins_with(#pk, :prefix) AND (#caller = :caller OR attribute_not_exists(#caller))',
    ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#caller': NAMES['#caller'] },
    ExpressionAttributeValues: { ':prefix': { S: PREFIX }, ':caller': { S: hash } },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    const own = Items.filter((item) => item[NAMES['#caller']]?.S === hash);
    records.push(...own.map(toRecord));
    unnamed += Items.length - own.length;
  }
  const counters: string[] = [];
  for (const key of counterKeys(who, new Set([...tools, ...records.map(({ tool }) => tool)]))) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: limitsTable, Key: keyOf(key), ConsistentRead: true }),
    );
    if (Item) counters.push(key);
  }
  const tickets = await new DynamoDbApprovalStore(() => Promise.resolve(client), tableName).list(0);
  const [own, others] = [
    tickets.filter((ticket) => isOf(who, ticket)),
    tickets.filter((ticket) => !isOf(who, ticket)),
  ];
  const decisions = await readPartition(client, tableName, APPROVAL_AUDIT_PARTITION);
  const switches = await createSwitchStore(() => Promise.resolve(client), tableName).list();
  return {
    records: records.toSorted((a, b) => a.claimedAt - b.claimedAt),
    counters,
    tickets: own,
    decidedTickets: others.filter(({ decidedBy }) => decidedBy === who.subject).length,
    approvalEntries: decisions.filter(
      ({ subject, tenant, operator }) =>
        isOf(who, { subject: subject?.S, tenant: tenant?.S }) || operator?.S === who.subject,
    ).length,
    switchedOff: switches.some(({ kind, name }) => kind === 'caller' && name === who.subject),
    switchEntries: await switchEntries(client, tableName, who.subject),
    unnamed,
  };
}

/** The counter of a tool without a name does not exist; the other two of such a call are those of any tool. */
function counterKeys(who: Subject, tools: ReadonlySet<string>): ReadonlySet<string> {
  const uses = ['', ...tools].flatMap((name) => [
    ...USES_OF(who, { name, effect: 'write' }),
    ...asksOf(who, name),
  ]);
  return new Set(uses.map(({ key }) => key));
}

/** The same subject in another tenant is somebody else. */
function isOf(who: Subject, { subject, tenant }: Partial<Subject>): boolean {
  return subject === who.subject && tenant === who.tenant;
}

async function switchEntries(client: DynamoDBClient, tableName: string, subject: string): Promise<number> {
  const entries = await readPartition(client, tableName, SWITCH_AUDIT_PARTITION);
  return entries.filter((item) => item[SORT_KEY]?.S?.slice(TIME_LENGTH) === `#caller#${subject}`).length;
}

async function readPartition(
  client: DynamoDBClient,
  tableName: string,
  partition: string,
): Promise<readonly Record<string, AttributeValue>[]> {
  const query = {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': PARTITION_KEY },
    ExpressionAttributeValues: { ':pk': { S: partition } },
  };
  const items: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
  return items;
}

/** `2026-11-20T12:00:00.000Z` */
const TIME_LENGTH = 24;
