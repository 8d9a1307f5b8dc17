import { bucketOf } from '../../lambda/limits/bucket';
import { DEFAULT_RATES, isLeased, rateProblem, sufficientBurst } from '../../lambda/contract/rates';
import { createUsesOf } from '../../lambda/limits/uses';

const capacity = (rate: { perMinute: number; burst: number }) => {
  const { room, interval } = bucketOf(rate);
  return Math.floor(room / interval);
};

describe('a rate', () => {
  it.each([1, 7, 60, 61, 200, 299, 300, 600, 6_000, 600_000])(
    'of %i a minute with the burst that the message names lets a call through, and is cheap where it must be',
    (perMinute) => {
      for (const cost of [1, 3, 25, 100]) {
        const burst = sufficientBurst(perMinute, cost);
        for (const more of [0, 1, 10, 100]) {
          const rate = { perMinute, burst: burst + more };
          expect(rateProblem(rate, cost)).toBeUndefined();
          expect(capacity(rate)).toBeGreaterThanOrEqual(cost);
          expect(isLeased(rate)).toBe(perMinute > 60);
        }
      }
    },
  );

  it('that never lets a call through is a problem, and so is one that would be dear', () => {
    for (const [perMinute, burst, cost] of [
      [60, 2, 1],
      [60, 5, 4],
      [300, 39, 1],
      [200, 35, 25],
    ] as const) {
      const problem = rateProblem({ perMinute, burst }, cost);
      expect(problem).toContain(`burst is ${burst}; at ${perMinute} a minute`);
      expect(problem).toContain(`give ${sufficientBurst(perMinute, cost)} or more`);
    }
    expect(rateProblem({ perMinute: 60, burst: 3 })).toBeUndefined();
    expect(rateProblem({ perMinute: 300, burst: 40 })).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, 600_001])('of %d a minute is a problem', (perMinute) => {
    expect(rateProblem({ perMinute, burst: 100 })).toContain('perMinute is');
  });

  it.each([0, 1.5, Number.NaN, 1_000_001])('with a burst of %d is a problem', (burst) => {
    expect(rateProblem({ perMinute: 60, burst })).toContain('burst is');
  });

  it('that is the default can be kept', () => {
    const problems = Object.values(DEFAULT_RATES).map((rate) => rate && rateProblem(rate));
    expect(problems.filter(Boolean)).toEqual([]);
  });
});

describe('a call takes from', () => {
  const rate = { perMinute: 60, burst: 10 };
  const all = { caller: rate, callerWrites: rate, tenant: rate, tool: rate, callerTool: rate };
  const usesOf = createUsesOf(all);
  const kinds = (...args: Parameters<typeof usesOf>) => usesOf(...args).map(({ key }) => key.split('#')[0]);

  it('the limits that fit it', () => {
    const read = { name: 'find', effect: 'read' } as const;
    expect(kinds({ subject: 'ana' })).toEqual(['caller']);
    expect(kinds({ subject: 'ana' }, read)).toEqual(['caller', 'tool', 'caller-tool']);
    expect(kinds({ subject: 'ana', tenant: 't' }, { ...read, effect: 'write' })).toEqual([
      'caller',
      'tenant',
      'writes',
      'tool',
      'caller-tool',
    ]);
  });

  it('its own rates where the tool has some, at its cost', () => {
    const rates = { tool: false, callerTool: { perMinute: 6, burst: 5 }, cost: 3 } as const;
    const uses = usesOf({ subject: 'ana' }, { name: 'find', effect: 'read', rates });
    expect(uses.map(({ name, bucket, cost }) => [name, bucket.rate.perMinute, cost])).toEqual([
      ['calls of this caller', 60, 3],
      ['calls of find by this caller', 6, 3],
    ]);
  });

  it('nobody else’s limit, whatever it calls itself', () => {
    const ids = ['ana', 'ana#find', 'a', '', 'null', '["ana"]', 'x'.repeat(5_000)];
    const keys = ids.flatMap((subject) =>
      [undefined, ...ids].flatMap((tenant) =>
        ['find', 'find#ana'].flatMap((name) =>
          usesOf({ subject, tenant }, { name, effect: 'write' }).map(({ key }) => key),
        ),
      ),
    );
    const distinct = new Set(keys);
    // Callers and writes once per subject and tenant, tenants and tools once, pairs once.
    const [subjects, tenants] = [ids.length, ids.length + 1];
    expect(distinct.size).toBe(2 * subjects * tenants + ids.length + 2 + 2 * subjects * tenants);
    for (const key of distinct) expect(key.length).toBeLessThan(64);
  });
});
