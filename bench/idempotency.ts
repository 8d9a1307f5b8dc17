/**
 * `npx tsx bench/idempotency.ts`: what at most once costs a call. Over the engine a claimed call is compared
 * with the two bare writes that it cannot do without, a replay with the one. Rounds alternate, so that a noisy
 * machine slows all of them; only ratios are judged.
 */
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { systemClock } from '../lambda/clock';
import { DynamoDbIdempotencyStore } from '../lambda/state/idempotency/dynamodb-store';
import { MemoryIdempotencyStore } from '../lambda/state/idempotency/memory-store';
import { defineTools, tool } from '../lambda/tools';
import { guardedPipeline } from '../test/idempotency/guarded-pipeline';
import { startStateEngine } from '../test/support/state-engine';

const ROUNDS = 15;
const CALLS = 100;
const MOST_CLAIMED = 1.6;
const MOST_REPLAYED = 2;

const shape = {
  description: 'Answers at once.',
  input: z.object({ text: z.string() }),
  handler: ({ text }: { text: string }) => text,
};
const tools = defineTools({
  name: 'bench',
  tools: { look: tool({ ...shape, effect: 'read' }), act: tool({ ...shape, effect: 'write' }) },
});

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
  const engine = await startStateEngine();
  const { idempotency: table } = await engine.createTables();
  const client = (): Promise<typeof engine.client> => Promise.resolve(engine.client);
  const overEngine = guardedPipeline(tools, {
    store: new DynamoDbIdempotencyStore(client, table),
    clock: systemClock,
    claimMs: 2_000,
  });
  const overMemory = guardedPipeline(tools, { store: new MemoryIdempotencyStore(), clock: systemClock });
  let names = 0;
  const newKey = (): string => `key-${++names}`;
  const put = (id: string) =>
    engine.client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: id }, sk: { S: 'bare' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  const update = (id: string) =>
    engine.client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: id }, sk: { S: 'bare' } },
        UpdateExpression: 'SET d = :d',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':d': { S: 'x'.repeat(100) } },
      }),
    );
  const call = (pipeline: typeof overEngine, name: string, idempotencyKey?: string) =>
    pipeline.call(name, { text: 'x', ...(idempotencyKey !== undefined && { idempotencyKey }) });
  await call(overEngine, 'act', 'replayed');
  await call(overMemory, 'act', 'replayed');

  const kinds: Record<string, () => Promise<unknown>> = {
    'read, no claim': () => call(overMemory, 'look'),
    'claimed, in memory': () => call(overMemory, 'act', newKey()),
    'replayed, in memory': () => call(overMemory, 'act', 'replayed'),
    'one bare write': () => put(newKey()),
    'two bare writes': async () => {
      const id = newKey();
      await put(id);
      await update(id);
    },
    claimed: () => call(overEngine, 'act', newKey()),
    replayed: () => call(overEngine, 'act', 'replayed'),
  };
  const times = new Map(Object.keys(kinds).map((name): [string, number[]] => [name, []]));
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(kinds)) {
      const startedAt = performance.now();
      for (let index = 0; index < CALLS; index += 1) await work();
      if (round >= 0) times.get(name)?.push((performance.now() - startedAt) / CALLS); // the first two warm up
    }
  }
  await engine.stop();

  const cost = (name: string): number => median(times.get(name) ?? []);
  const line = (name: string, base: string): number => {
    const ratio = cost(name) / cost(base);
    console.log(`${name}: ${(cost(name) * 1_000).toFixed(0)} us a call, ${ratio.toFixed(2)} x ${base}`);
    return ratio;
  };
  console.log(`on ${engine.name}, ${CALLS} calls a round, medians of ${ROUNDS}`);
  line('claimed, in memory', 'read, no claim');
  line('replayed, in memory', 'read, no claim');
  const claimed = line('claimed', 'two bare writes');
  const replayed = line('replayed', 'one bare write');
  if (claimed <= MOST_CLAIMED && replayed <= MOST_REPLAYED) return;
  console.log(`allowed are ${MOST_CLAIMED} and ${MOST_REPLAYED}`);
  process.exitCode = 1;
}

void main();
