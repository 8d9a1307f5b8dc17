import type { CallDisturbance, Disturbance } from '../disturbance';
import type { Blip } from './incident';

const all = (share: number, becomes: CallDisturbance['becomes']): Disturbance => ({
  calls: [{ share, becomes }],
});

export function blip(id: string, title: string, minutes: number, disturbance: Disturbance): Blip {
  return { id, title, phases: [{ minutes, disturbance }] };
}

/** What is over before anybody could look, whatever the service runs on: nobody may be paged for it. */
export const BLIPS: readonly Blip[] = [
  blip('one-minute-outage', 'every call fails, for 1 minute', 1, all(1, 'UPSTREAM_UNAVAILABLE')),
  blip(
    'three-minutes-20-percent',
    '20 % of all calls fail, for 3 minutes',
    3,
    all(0.2, 'UPSTREAM_UNAVAILABLE'),
  ),
  blip('one-slow-minute', 'every call is slow, for 1 minute', 1, all(1, 'slow')),
  blip('check-down-once', 'the health checks fail, for 1 minute', 1, { checksDown: 'all' }),
];
