import type { ErrorCode } from '../../../lambda/contract';
import type { Incident, Incidents } from './incident';

const HOUR = 60;
/** Of all calls; and how many times as often it calls when it loops. */
const CALLER_SHARE = 0.1;
const FACTOR = 20;

/** An agent that does not stop: what it does is refused, and somebody should talk to its owner. */
export const callerIncidents: Incidents = () => [
  loop('runaway-arguments', 'INVALID_ARGUMENTS', 'with arguments that are refused'),
  loop('runaway-limited', 'RATE_LIMITED', 'and is stopped by its limit'),
];

function loop(id: string, code: ErrorCode, how: string): Incident {
  return {
    id,
    title: `an agent calls ${FACTOR} times as often as before, ${how}`,
    phases: [
      { minutes: 3 * HOUR, disturbance: { loop: { callerShare: CALLER_SHARE, factor: FACTOR, code } } },
    ],
    alarms: ['Refusals'],
  };
}
