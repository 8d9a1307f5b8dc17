import { keepsBound, worstWindow } from './bound';
import { simulate, type Simulated } from './simulation';

const RUNS = 12;
const FIRST_SEED = Number(process.env.SEED ?? 20_261_120);

const TIGHT: Simulated = {
  instances: 8,
  rates: { slow: { perMinute: 60, burst: 6 }, leased: { perMinute: 600, burst: 70 } },
  lengthMs: 60_000,
  betweenMs: 60,
  skewMs: 500,
  lost: 0.01,
};

it('finds the worst of all windows', () => {
  const rate = { perMinute: 60, burst: 2 };
  const at = (...moments: number[]) => moments.map((moment) => ({ at: moment, cost: 1 }));
  expect(keepsBound(worstWindow(at(0, 0, 1_000, 2_000), rate))).toBe(true);
  expect(keepsBound(worstWindow(at(0, 0, 999), rate))).toBe(false);
  expect(worstWindow(at(0, 10_000, 10_500, 11_000, 11_400), rate)).toMatchObject({
    from: 10_000,
    to: 11_400,
    admitted: 4,
  });
  expect(keepsBound(worstWindow([], rate))).toBe(true);
});

const seeds = Array.from({ length: RUNS }, (_, run) => FIRST_SEED + run);

it.each(seeds)(
  'no window has more than burst + rate × W, whatever clocks and answers do (seed %i)',
  async (seed) => {
    const { admitted } = await simulate(TIGHT, seed);
    for (const [name, rate] of Object.entries(TIGHT.rates)) {
      const calls = admitted[name] ?? [];
      const worst = worstWindow(calls, rate);
      expect({ name, worst, kept: keepsBound(worst) }).toEqual({ name, worst, kept: true });
      // A limit that lets nothing through keeps every bound.
      expect(calls.length).toBeGreaterThan(rate.perMinute / 2);
    }
  },
);

it.each(seeds.slice(0, 4))('uses nearly all of a limit that many want (seed %i)', async (seed) => {
  const rate = { perMinute: 600, burst: 100 };
  const quiet = { ...TIGHT, rates: { only: rate }, lengthMs: 180_000, lost: 0, skewMs: 0 };
  const { admitted } = await simulate(quiet, seed);
  const used = (admitted.only ?? []).reduce((sum, { cost }) => sum + cost, 0);
  expect(used).toBeGreaterThan(0.9 * (rate.burst + 3 * rate.perMinute));
});
