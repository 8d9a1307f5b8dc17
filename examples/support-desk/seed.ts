import { setTimeout as wait } from 'node:timers/promises';
import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { sampleTickets } from './sample-tickets';
import type { Ticket } from './tickets/model';
import { tableClient, tableName, ticketKey, toItem } from './tickets/table';

const READ_BATCH = 100;
const WRITE_BATCH = 25;
const MOST_ATTEMPTS = 8;

export interface Seeding {
  readonly written: number;
  readonly kept: number;
}

/** Writes the tickets that are not there yet; those that are keep the notes and refunds made since. */
export async function seedTickets(tickets: readonly Ticket[] = sampleTickets()): Promise<Seeding> {
  const present = new Set<unknown>();
  for (const batch of batches(tickets, READ_BATCH)) {
    for (const key of await presentKeys(batch)) present.add(key);
  }
  const missing = tickets.filter(({ id }) => !present.has(ticketKey(id).pk));
  for (const batch of batches(missing, WRITE_BATCH)) await writeAll(batch);
  return { written: missing.length, kept: tickets.length - missing.length };
}

async function presentKeys(tickets: readonly Ticket[]): Promise<unknown[]> {
  const table = tableName();
  const found: unknown[] = [];
  let requests: BatchGetCommandInput['RequestItems'] = {
    [table]: {
      Keys: tickets.map(({ id }) => ticketKey(id)),
      ProjectionExpression: 'pk',
      ConsistentRead: true,
    },
  };
  for (let attempt = 0; !isEmpty(requests); attempt += 1) {
    await backOff(attempt);
    const reply: BatchGetCommandOutput = await tableClient().send(
      new BatchGetCommand({ RequestItems: requests }),
    );
    found.push(...(reply.Responses?.[table] ?? []).map((item) => item.pk));
    requests = reply.UnprocessedKeys;
  }
  return found;
}

async function writeAll(tickets: readonly Ticket[]): Promise<void> {
  const table = tableName();
  let requests: BatchWriteCommandInput['RequestItems'] = {
    [table]: tickets.map((ticket) => ({ PutRequest: { Item: toItem(ticket) } })),
  };
  for (let attempt = 0; !isEmpty(requests); attempt += 1) {
    await backOff(attempt);
    const reply: BatchWriteCommandOutput = await tableClient().send(
      new BatchWriteCommand({ RequestItems: requests }),
    );
    requests = reply.UnprocessedItems;
  }
}

function isEmpty(requests: object | undefined): boolean {
  return Object.keys(requests ?? {}).length === 0;
}

/** What a batch leaves unprocessed was throttled: it is asked for again, later each time. */
async function backOff(attempt: number): Promise<void> {
  if (attempt >= MOST_ATTEMPTS) {
    throw new Error(
      `The tickets table is still throttled after ${MOST_ATTEMPTS} attempts; run the seed again.`,
    );
  }
  if (attempt > 0) await wait(50 * 2 ** attempt);
}

function batches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function main(): Promise<void> {
  const { written, kept } = await seedTickets();
  console.log(`${tableName()}: ${written} sample tickets written, ${kept} were there already.`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
