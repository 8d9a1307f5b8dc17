import { MemoryIdempotencyStore } from '../../../lambda/state/idempotency/memory-store';
import type { Caller } from '../../../lambda/tools/context';
import { Chance } from '../../idempotency/chance';
import { World, type Ending } from '../../idempotency/world';
import type { Weather } from '../../idempotency/unsteady-store';
import { ManualClock } from '../../support/manual-clock';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 150);
const STEPS = 80;
const PROCESSES = 3;
const CALLERS: readonly [Caller, ...Caller[]] = [
  { subject: 'ana', scopes: [] },
  { subject: 'bob', scopes: [] },
];
const KEYS: readonly [object, ...object[]] = [
  {},
  {},
  { idempotencyKey: 'k-1' },
  { idempotencyKey: 'k-1' },
  { idempotencyKey: 'k-2' },
];
const JUMPS = [1, 79, 80, 2_500, 20_000, 30_000, 61_000, 600_000, 8 * 86_400_000] as const;
const ENDINGS: readonly [Ending, ...Ending[]] = ['reply', 'reply', 'nothing', 'invalid', 'broken'];
const WEATHERS: readonly [Weather, ...Weather[]] = ['fine', 'fine', 'down', 'answer lost', 'silent', 'late'];

/** One run of the world: what happens is decided by the seed alone. */
async function live(seed: number): Promise<World> {
  const chance = new Chance(seed);
  const clock = new ManualClock();
  const world = new World(clock, new MemoryIdempotencyStore(), PROCESSES);
  const below = (count: number): number => chance.below(count);
  const send = (): void => {
    const args = { invoice: chance.once(6) ? 'i-2' : 'i-1', ...chance.pick(KEYS) };
    world.send(below(PROCESSES), chance.pick(CALLERS), args);
  };
  for (let step = 0; step < STEPS; step += 1) {
    const action = below(20);
    if (action < 7) for (let burst = below(3); burst >= 0; burst -= 1) send();
    else if (action < 12) world.endRun(below, chance.pick(ENDINGS));
    else if (action < 15) await clock.advance(chance.pick(JUMPS));
    else if (action < 17) world.setWeather(below(PROCESSES), chance.pick(WEATHERS));
    else if (action < 18) world.processes[below(PROCESSES)]?.store.clear();
    else if (action < 19) world.crash(below(PROCESSES));
    else await world.resolve(below);
    // Now and then the next thing happens before the last one is through.
    if (!chance.once(3)) await clock.advance(0);
    if (world.violations.length > 0) break;
  }
  // Whatever happened, everything is forgotten some time, and every key can be used again.
  for (const [index, { store }] of world.processes.entries()) {
    world.setWeather(index, 'fine');
    store.clear();
  }
  for (let round = 0; round < 5; round += 1) await clock.advance(20_000);
  await clock.advance(8 * 86_400_000);
  return world;
}

test(`${SEEDS} seeds: never two runs for one key while its record is kept, and every answer is true`, async () => {
  const told = new Map<string, number>();
  let runs = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const world = await live(seed);
    expect({ seed, violations: world.violations }).toEqual({ seed, violations: [] });
    const before = world.runs.length;
    world.send(0, CALLERS[0], { invoice: 'i-1', idempotencyKey: 'k-1' });
    await new Promise((resolve) => setImmediate(resolve));
    expect({ seed, ranAgain: world.runs.length - before }).toEqual({ seed, ranAgain: 1 });
    runs += world.runs.length;
    for (const answer of world.answers.values()) told.set(answer, (told.get(answer) ?? 0) + 1);
  }
  const answers = [...told].toSorted(([a], [b]) => (a < b ? -1 : 1));
  process.stdout.write(
    `${SEEDS} seeds, ${runs} runs; ${answers.map(([name, count]) => `${count} ${name}`).join(', ')}\n`,
  );
  // A fuzz that does not reach a state proves nothing of it.
  expect(answers.map(([name]) => name)).toEqual([
    'IDEMPOTENCY_CONFLICT not_executed',
    'INTERNAL unknown',
    'IN_PROGRESS unknown',
    'NOT_FOUND not_executed',
    'OUTCOME_UNKNOWN unknown',
    'OUTPUT_INVALID executed',
    'STATE_UNAVAILABLE not_executed',
    'TIMED_OUT unknown',
    'replay',
    'result',
  ]);
});
