import type { CallDisturbance, Disturbance } from '../disturbance';
import type { Blip } from './incident';

const all = (share: number, becomes: CallDisturbance['becomes']): Disturbance => ({
  calls: [{ share, becomes }],
});

function blip(id: string, title: string, minutes: number, disturbance: Disturbance): Blip {
  return { id, title, phases: [{ minutes, disturbance }] };
}

/** What is over before anybody could look: nobody may be paged for it. */
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
  blip('probe-missed', 'the probe does not run, for 2 minutes', 2, { probeStopped: true }),
  {
    id: 'new-stack',
    title: 'the stack is new, and its probe runs for the first time after 4 minutes',
    phases: [{ minutes: 4, disturbance: { probeStopped: true } }],
    warmUpMinutes: 0,
  },
  blip('function-throttle', 'Lambda throttles one invocation', 1, { function: { throttled: 1e-9 } }),
  blip('function-error', 'one invocation ends without an answer', 1, { function: { failing: 1e-9 } }),
  blip('endpoint-error', 'the endpoint answers one request with 5xx', 1, { endpoint: { failing: 1e-9 } }),
  blip('table-throttle', 'a table throttles one request', 1, {
    table: { throttledReads: 1, throttledWrites: 1 },
  }),
];
