import { z } from 'zod';
import { succeeded } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { check } from '../../../lambda/middleware/check';
import { blocked, tool } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { settle } from '../../support/manual-clock';
import { makeCall } from './made-call';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 300);
const LIMIT_MS = 1_000;
const DONE = succeeded({ content: [] });

type Ending = 'passes' | 'refuses' | 'breaks' | 'never';

/** A rule that ends so after a while; one that listens refuses at once when it is told to stop. */
async function live(seed: number): Promise<string> {
  const chance = new Chance(seed);
  const ending = chance.pick<Ending>(['passes', 'passes', 'refuses', 'breaks', 'never']);
  const endsAt = chance.pick([0, 1, 500, 999, 1_000, 1_001, 3_000]);
  const hangsUpAt = chance.pick([Infinity, Infinity, 1, 499, 500, 999, 1_000]);
  const listens = chance.once(2);
  const caller = new AbortController();
  let started = false;
  const act = tool({
    description: 'Acts.',
    effect: chance.pick<Effect>(['read', 'write', 'destructive']),
    checkTimeoutMs: LIMIT_MS,
    input: z.object({}),
    check: (_args, { signal }) =>
      new Promise((resolve, reject) => {
        started = true;
        const finish = (): void => {
          if (ending === 'passes') resolve();
          if (ending === 'refuses') reject(blocked('Not today.'));
          if (ending === 'breaks') reject(new Error('hunter2'));
        };
        if (endsAt === 0) finish();
        else clock.after(endsAt, finish);
        if (listens) signal.addEventListener('abort', () => reject(blocked('Told to stop.')));
      }),
    handler: () => 'done',
  });
  const { clock, accept, given } = makeCall(act, { hangUp: caller.signal });
  let passed = 0;
  const end: { told?: string } = {};
  void check(clock)(await accept(), () => {
    passed += 1;
    return Promise.resolve(DONE);
  }).then((outcome) => {
    end.told = outcome.kind === 'result' ? 'passed' : `${outcome.error.code} ${outcome.error.outcome}`;
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
  await settle();
  expect(started).toBe(true);
  // Millisecond by millisecond near the edges; a hang-up comes before what else happens at its time.
  for (let now = 0; now <= 3_000 && end.told === undefined;) {
    if (now === hangsUpAt) caller.abort();
    await settle();
    if (end.told !== undefined) break;
    const next = Math.min(...[endsAt, hangsUpAt, LIMIT_MS, 3_001].filter((at) => at > now));
    await clock.advance(next - now);
    now = next;
  }

  const natural = ending === 'never' ? Infinity : endsAt;
  const stopped = listens && hangsUpAt < Math.min(natural, LIMIT_MS) ? hangsUpAt : Infinity;
  const ends = Math.min(natural, stopped);
  const endings = {
    passes: 'passed',
    refuses: 'BLOCKED not_executed',
    breaks: 'INTERNAL not_executed',
    never: '',
  };
  const expected =
    ends >= LIMIT_MS
      ? 'UPSTREAM_UNAVAILABLE not_executed'
      : ends === stopped
        ? 'BLOCKED not_executed'
        : endings[ending];
  expect({ seed, told: end.told, passed }).toEqual({
    seed,
    told: expected,
    passed: expected === 'passed' ? 1 : 0,
  });
  // Whatever the rule left behind is told to stop, and its own timer is the only one.
  expect(given).toMatchObject([{ signal: { aborted: true } }]);
  await clock.advance(10_000);
  expect({ seed, passed, pending: clock.pending }).toMatchObject({
    passed: expected === 'passed' ? 1 : 0,
    pending: 0,
  });
  return expected;
}

test(`${SEEDS} seeds: goes on only after a rule that passed in time`, async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) reached.add(await live(seed));
  expect([...reached].toSorted()).toEqual([
    'BLOCKED not_executed',
    'INTERNAL not_executed',
    'UPSTREAM_UNAVAILABLE not_executed',
    'passed',
  ]);
});
