import { z } from 'zod';
import type { Effect } from '../../../lambda/contract';
import { handle } from '../../../lambda/middleware/handle';
import { timeout } from '../../../lambda/middleware/timeout';
import { tool } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { settle } from '../../support/manual-clock';
import { makeCall } from './made-call';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 300);
const LIMIT_MS = 1_000;

type Ending = 'replies' | 'throws' | 'never';

/** A handler that ends so after a while; one that listens replies at once when it is told to stop. */
async function live(seed: number): Promise<string> {
  const chance = new Chance(seed);
  const ending = chance.pick<Ending>(['replies', 'replies', 'throws', 'never']);
  const effect = chance.pick<Effect>(['read', 'write', 'destructive']);
  const endsAt = chance.pick([0, 1, 500, 999, 1_000, 1_001, 3_000]);
  const hangsUpAt = chance.pick([Infinity, 0, 1, 499, 500, 999, 1_000]);
  const listens = chance.once(2);
  const caller = new AbortController();
  const stoppedAt: number[] = [];
  let now = 0;
  const act = tool({
    description: 'Acts.',
    effect,
    timeoutMs: LIMIT_MS,
    input: z.object({}),
    handler: (_args, { signal }) =>
      new Promise<string>((resolve, reject) => {
        const finish = (): void => {
          if (ending === 'replies') resolve('replied');
          if (ending === 'throws') reject(new Error('threw'));
        };
        if (endsAt === 0) finish();
        else clock.after(endsAt, finish);
        signal.addEventListener('abort', () => {
          stoppedAt.push(now);
          if (listens) resolve('stopped');
        });
      }),
  });
  const { clock, accept, given } = makeCall(act, { hangUp: caller.signal });
  const end: { told?: string } = {};
  timeout(clock)(await accept(), handle).then(
    (outcome) => {
      end.told =
        outcome.kind === 'reply' ? String(outcome.reply) : `${outcome.error.code} ${outcome.error.outcome}`;
    },
    (error: unknown) => {
      end.told = error instanceof Error ? error.message : 'something else';
    },
  );
  await settle();
  while (end.told === undefined && now <= 3_000) {
    // A hang-up comes before what else happens at its time.
    if (now === hangsUpAt) caller.abort();
    await settle();
    if (end.told !== undefined) break;
    const from = now;
    now = Math.min(...[endsAt, hangsUpAt, LIMIT_MS, 3_001].filter((at) => at > from));
    await clock.advance(now - from);
  }

  const read = effect === 'read';
  const natural = ending === 'never' ? Infinity : endsAt;
  const stops = read && hangsUpAt < Math.min(natural, LIMIT_MS) ? hangsUpAt : Infinity;
  const ends = Math.min(natural, listens ? stops : Infinity);
  const expected =
    ends >= LIMIT_MS
      ? `TIMED_OUT ${read ? 'not_executed' : 'unknown'}`
      : ends === stops
        ? 'stopped'
        : ending === 'replies'
          ? 'replied'
          : 'threw';
  expect({ seed, told: end.told }).toEqual({ seed, told: expected });
  // Told once: by the caller where it is a read, else by the end of the call and never before it.
  expect({ seed, stoppedAt }).toEqual({ seed, stoppedAt: [Math.min(stops, ends, LIMIT_MS)] });
  expect(given).toHaveLength(1);
  await clock.advance(10_000);
  expect({ seed, pending: clock.pending }).toEqual({ seed, pending: 0 });
  return `${expected}${stops < LIMIT_MS && expected !== 'stopped' ? ' after a hang-up' : ''}`;
}

test(`${SEEDS} seeds: ends at the time-out at the latest, and a hang-up stops reads only`, async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) reached.add(await live(seed));
  expect([...reached].toSorted()).toEqual([
    'TIMED_OUT not_executed',
    'TIMED_OUT not_executed after a hang-up',
    'TIMED_OUT unknown',
    'replied',
    'replied after a hang-up',
    'stopped',
    'threw',
    'threw after a hang-up',
  ]);
});
