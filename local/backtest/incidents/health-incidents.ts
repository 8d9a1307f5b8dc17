import type { Incidents } from './incident';

const HOUR = 60;

/** What the line of every minute says. That there is none is the runtime's to say: each has its own reasons. */
export const healthIncidents: Incidents = ({ checks }) =>
  checks.length === 0
    ? []
    : [
        {
          id: 'check-down',
          title: 'the health checks fail',
          phases: [{ minutes: HOUR, disturbance: { checksDown: 'all' } }],
          alarms: ['HealthChecks'],
        },
      ];
