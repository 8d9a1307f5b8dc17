import type { Incidents } from './incident';

const HOUR = 60;

/** What the line of every minute says, or that there is none. */
export const healthIncidents: Incidents = ({ checks }) => [
  ...(checks.length === 0
    ? []
    : [
        {
          id: 'check-down',
          title: 'the health checks fail',
          phases: [{ minutes: HOUR, disturbance: { checksDown: 'all' } as const }],
          alarms: ['HealthChecks'],
        },
      ]),
  {
    id: 'probe-stopped',
    title: 'the schedule of the probe does not run',
    phases: [{ minutes: HOUR, disturbance: { probeStopped: true } }],
    alarms: ['Silent'],
  },
];
