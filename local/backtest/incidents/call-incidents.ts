import type { CallDisturbance } from '../disturbance';
import { busiest } from '../service-model';
import type { Incidents, Phase } from './incident';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Some calls end otherwise for some time. */
export function calls(minutes: number, ...changes: readonly CallDisturbance[]): readonly Phase[] {
  return [{ minutes, disturbance: { calls: changes } }];
}

/** What goes wrong with the calls of several tools. */
export const callIncidents: Incidents = (model) => [
  {
    id: 'outage',
    title: '50 % of all calls fail',
    phases: calls(2 * HOUR, { share: 0.5, becomes: 'INTERNAL' }),
    alarms: ['Outage', 'AvailabilityBurn', 'AvailabilityBurn1h', 'AvailabilityBurn5m'],
    bound: { callsAnHour: 600, minutes: 5 },
  },
  {
    id: 'errors-10-percent',
    title: '10 % of all calls fail',
    phases: calls(4 * HOUR, { share: 0.1, becomes: 'UPSTREAM_UNAVAILABLE' }),
    alarms: ['AvailabilityBurn', 'AvailabilityBurn1h', 'AvailabilityBurn5m'],
  },
  {
    id: 'errors-5-percent',
    title: '5 % of all calls fail',
    phases: calls(8 * HOUR, { share: 0.05, becomes: 'UPSTREAM_UNAVAILABLE' }),
    alarms: ['AvailabilityBurn', 'AvailabilityBurn6h', 'AvailabilityBurn30m'],
  },
  {
    id: 'errors-for-days',
    title: '1.5 % of all calls fail, for three days',
    phases: calls(3 * DAY, { share: 0.0125, becomes: 'UPSTREAM_UNAVAILABLE' }),
    alarms: ['AvailabilitySlowBurn', 'AvailabilitySlowBurn3d', 'AvailabilitySlowBurn6h'],
    warmUpMinutes: 3 * DAY,
  },
  {
    id: 'slow',
    title: '90 % of all calls are slow',
    phases: calls(4 * HOUR, { share: 0.9, becomes: 'slow' }),
    alarms: ['LatencyBurn', 'LatencyBurn1h', 'LatencyBurn5m'],
  },
  {
    id: 'slow-40-percent',
    title: '40 % of all calls are slow',
    phases: calls(8 * HOUR, { share: 0.4, becomes: 'slow' }),
    alarms: ['LatencyBurn', 'LatencyBurn6h', 'LatencyBurn30m'],
  },
  {
    id: 'slow-tool',
    title: 'every call of the busiest tool is slow',
    phases: calls(8 * HOUR, { tools: [busiest(model)?.name ?? ''], share: 1, becomes: 'slow' }),
    alarms: ['LatencyBurn', 'LatencyBurn6h', 'LatencyBurn30m'],
  },
  {
    id: 'slow-for-days',
    title: '10 % of all calls are slow, for three days',
    phases: calls(3 * DAY, { share: 0.08, becomes: 'slow' }),
    alarms: ['LatencySlowBurn', 'LatencySlowBurn3d', 'LatencySlowBurn6h'],
    warmUpMinutes: 3 * DAY,
  },
  {
    id: 'unknown-outcomes',
    title: 'of every tenth call with an effect nobody knows whether it took place',
    phases: calls(2 * HOUR, {
      tools: model.tools.filter(({ effect }) => effect !== 'read').map(({ name }) => name),
      share: 0.1,
      becomes: 'OUTCOME_UNKNOWN',
    }),
    alarms: ['UnknownOutcomes'],
  },
];
