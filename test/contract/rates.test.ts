import {
  CLOCK_SKEW_MS,
  DEFAULT_RATES,
  LEASE_LIFE_MS,
  capacityOf,
  isLeased,
  isRate,
  isServiceRates,
  rateProblem,
  sufficientBurst,
} from '../../lambda/contract/rates';

const KEPT_BACK = 'a part is kept back for clocks that differ and tokens in flight.';

test.each([
  [{ perMinute: 60, burst: 2 }, 1, `burst is 2; at 60 a minute give 3 or more: ${KEPT_BACK}`],
  [{ perMinute: 60, burst: 2 }, 2, `burst is 2; at 60 a minute and a cost of 2 give 4 or more: ${KEPT_BACK}`],
  [{ perMinute: 300, burst: 39 }, 1, `burst is 39; at 300 a minute give 40 or more: ${KEPT_BACK}`],
  [{ perMinute: 0, burst: 30 }, 1, 'perMinute is 0; allowed are whole numbers from 1 to 600000.'],
  [{ perMinute: 60, burst: 0 }, 1, 'burst is 0; allowed are whole numbers from 1 to 1000000.'],
])('%j at a cost of %i: why it cannot be kept, and what can', (rate, cost, problem) => {
  expect(rateProblem(rate, cost)).toBe(problem);
});

test('a call counts for one where nothing is said', () => {
  expect(rateProblem({ perMinute: 60, burst: 2 })).toBe(rateProblem({ perMinute: 60, burst: 2 }, 1));
  expect(sufficientBurst(60)).toBe(sufficientBurst(60, 1));
});

test('the least burst that is named is the least that can be kept, where every call asks the store', () => {
  for (const perMinute of [1, 20, 59, 60])
    for (const cost of [1, 2, 30]) {
      const burst = sufficientBurst(perMinute, cost);
      expect(rateProblem({ perMinute, burst }, cost)).toBeUndefined();
      expect(rateProblem({ perMinute, burst: burst - 1 }, cost)).toContain(`give ${burst} or more`);
    }
});

test('tokens are held in memory above 60 a minute only, and where the burst has room for twenty', () => {
  const keptBack = (perMinute: number) => (perMinute * (CLOCK_SKEW_MS + LEASE_LIFE_MS)) / 60_000;
  expect(isLeased({ perMinute: 60, burst: 1_000 })).toBe(false);
  expect(isLeased({ perMinute: 61, burst: 1_000 })).toBe(true);
  expect(isLeased({ perMinute: 600, burst: keptBack(600) + 20 })).toBe(true);
  expect(isLeased({ perMinute: 600, burst: keptBack(600) + 19 })).toBe(false);
  expect(capacityOf({ perMinute: 600, burst: 60 }, LEASE_LIFE_MS)).toBe(20);
});

test.each([undefined, null, 7, 'perMinute burst', true, [], {}, { perMinute: 1 }, { burst: 1 }])(
  '%j has not the shape of a rate',
  (value) => {
    expect(isRate(value)).toBe(false);
    expect(isServiceRates({ ...DEFAULT_RATES, tool: value })).toBe(false);
    expect(isServiceRates(value)).toBe(false);
  },
);

test('a rate is its two numbers and nothing else', () => {
  expect(isRate({ perMinute: 60, burst: 30 })).toBe(true);
  expect(isRate({ perMinute: 60, burst: 30, cost: 1 })).toBe(false);
});
