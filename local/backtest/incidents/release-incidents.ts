import type { Disturbance } from '../disturbance';
import type { Incident, Incidents } from './incident';

const BAKE_MINUTES = 30;
const BEFORE: Disturbance = { deployment: { share: 0 } };

/** A release that is worse than the one before it, until it is rolled back. */
export const releaseIncidents: Incidents = ({ release }) => [
  deployment('bad-deploy', 'a release is deployed of which 30 % of the calls fail', 1, {
    calls: [{ release, share: 0.3, becomes: 'INTERNAL' }],
  }),
  deployment('bad-canary', 'the same, for 10 % of the calls', 0.1, {
    calls: [{ release, share: 0.3, becomes: 'INTERNAL' }],
  }),
  {
    ...deployment('slow-deploy', 'a release is deployed of which 60 % of the calls are slow', 1, {
      calls: [{ release, share: 0.6, becomes: 'slow' }],
    }),
    alarms: ['ReleaseSlow'],
  },
];

function deployment(id: string, title: string, share: number, change: Disturbance): Incident {
  return {
    id,
    title: `${title}, and rolled back after ${BAKE_MINUTES} minutes`,
    before: BEFORE,
    phases: [
      { minutes: BAKE_MINUTES, disturbance: { deployment: { share }, ...change } },
      { minutes: BAKE_MINUTES, disturbance: BEFORE },
    ],
    alarms: ['ReleaseFaults'],
  };
}
