import { incidentsOf } from './catalog';
import type { Experiment } from './experiment';
import { BLIPS } from './incidents/blips';
import type { ServiceModel } from './service-model';

/** Calls an hour. */
export const LEVELS = [10, 60, 200, 600, 5_000] as const;

/** Those of every check: their table is in the documentation. */
export const FIXED_SEEDS = [1, 2, 3, 4, 5] as const;

/** Every incident, every blip and 30 calm days, for every level and seed; the longest first. */
export function planOf(model: ServiceModel, seeds: readonly number[]): readonly Experiment[] {
  const happenings = [
    { kind: 'calm', id: 'calm' } as const,
    ...incidentsOf(model).map(({ id }) => ({ kind: 'incident', id }) as const),
    ...BLIPS.map(({ id }) => ({ kind: 'blip', id }) as const),
  ];
  return happenings.flatMap((happening) =>
    LEVELS.toReversed().flatMap((callsAnHour) => seeds.map((seed) => ({ ...happening, seed, callsAnHour }))),
  );
}
