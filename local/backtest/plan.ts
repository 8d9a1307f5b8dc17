import { blipsOf, incidentsOf } from './catalog';
import type { Experiment } from './experiment';
import type { ServiceModel } from './service-model';

/** Calls an hour. */
export const LEVELS = [10, 60, 200, 600, 5_000] as const;

/** Of the whole service: a tool has its share of them. */
const MOST_CALLS = Math.max(...LEVELS);

/** Those of every check: their table is in the documentation. Medians want many; a month takes long. */
export const FIXED_SEEDS = Array.from({ length: 15 }, (_, index) => index + 1);
export const FIXED_CALM_SEEDS = FIXED_SEEDS.slice(0, 5);

/**
 * Every incident, every blip and 30 calm days, for every level and seed; the longest first.
 *
 * @param calmSeeds - Of the calm days. Default: as many.
 */
export function planOf(
  model: ServiceModel,
  seeds: readonly number[],
  calmSeeds: readonly number[] = seeds,
): readonly Experiment[] {
  const happenings = [
    { kind: 'calm', id: 'calm' } as const,
    ...incidentsOf(model).map(({ id, tool }) => ({ kind: 'incident', id, tool }) as const),
    ...blipsOf(model).map(({ id }) => ({ kind: 'blip', id }) as const),
  ];
  return happenings.flatMap(({ kind, id, ...about }) => {
    const tool = model.tools.find(({ name }) => 'tool' in about && name === about.tool);
    const levels = LEVELS.filter((level) => level <= MOST_CALLS * (tool?.share ?? 1));
    return levels
      .toReversed()
      .flatMap((callsAnHour) =>
        (kind === 'calm' ? calmSeeds : seeds).map((seed) => ({ kind, id, seed, callsAnHour })),
      );
  });
}
