import type { ServiceModel } from '../service-model';
import { blip } from './blips';
import type { Blips, Incidents } from './incident';

const HOUR = 60;
const asks = ({ tools }: ServiceModel): boolean => tools.some(({ asksForApproval }) => asksForApproval);

/** Whoever may decide is not there. */
export const approvalIncidents: Incidents = (model) =>
  asks(model)
    ? [
        {
          id: 'approvals-wait',
          title: 'calls wait for approval: nobody decides for an hour',
          phases: [{ minutes: HOUR, disturbance: { undecided: true } }],
          alarms: ['ApprovalsStale'],
          namedBy: ['ApprovalsStale'],
          bound: { callsAnHour: 10, minutes: 20 },
        },
      ]
    : [];

/** People take their time. */
export const approvalBlips: Blips = (model) =>
  asks(model)
    ? [
        {
          ...blip('approval-waits', 'nobody decides for 10 minutes', 10, { undecided: true }),
          silent: ['ApprovalsStale'],
        },
      ]
    : [];
