import { blip } from '../incidents/blips';
import type { Blips, Incidents } from '../incidents/incident';
import type { AwsModel, AwsModelProps } from './aws-metrics';
import { portion } from './aws-metrics';

const NAMESPACE = 'AWS/Lambda';
const INVOCATIONS = { namespace: NAMESPACE, name: 'Invocations', unit: 'Count' };
const ERRORS = { namespace: NAMESPACE, name: 'Errors', unit: 'Count' };
const THROTTLES = { namespace: NAMESPACE, name: 'Throttles', unit: 'Count' };
const DURATION = { namespace: NAMESPACE, name: 'Duration', unit: 'Milliseconds' };

/** Of all invocations, on an ordinary day: a sandbox that ends in the middle of a call. */
const CRASH_SHARE = 0.00002;

/**
 * AWS/Lambda of the server's functions, by `FunctionName`. A point only where there is something to count, as
 * its guide says; throttled attempts are no invocations. The probe's invocation a minute is in it.
 */
export function lambdaModel({ resources, metrics, random }: AwsModelProps): AwsModel {
  return (
    { minute, requests, challenged, all },
    { function: ofFunction = {}, endpoint = {}, probeStopped = false },
  ) => {
    const passing = (1 - (endpoint.failing ?? 0)) * (1 - (endpoint.throttled ?? 0));
    const arrived = Math.max(0, Math.round(requests * passing) - challenged);
    const attempts = arrived + (probeStopped ? 0 : 1);
    const throttled = portion(random, attempts, ofFunction.throttled ?? 0);
    const invocations = attempts - throttled;
    const crashed = Math.min(invocations, random.poisson(invocations * CRASH_SHARE));
    const failed = Math.max(crashed, portion(random, invocations, ofFunction.failing ?? 0));
    for (const FunctionName of resources.functions) {
      const dimensions = { FunctionName };
      if (invocations > 0) metrics.record(INVOCATIONS, dimensions, minute, [1], [invocations]);
      if (failed > 0) metrics.record(ERRORS, dimensions, minute, [1], [failed]);
      if (throttled > 0) metrics.record(THROTTLES, dimensions, minute, [1], [throttled]);
      if (all.calls > 0) metrics.record(DURATION, dimensions, minute, all.latencies);
    }
  };
}

const HOUR = 60;

export const lambdaIncidents: Incidents = () => [
  {
    id: 'probe-stopped',
    title: 'the schedule of the probe does not run',
    phases: [{ minutes: HOUR, disturbance: { probeStopped: true } }],
    alarms: ['Silent'],
  },
  {
    id: 'cannot-start',
    title: 'the function does not start: no line of the server at all',
    phases: [{ minutes: HOUR, disturbance: { function: { failing: 1 } } }],
    alarms: ['FunctionErrors', 'Silent'],
    modelled: true,
  },
  {
    id: 'function-throttled',
    title: 'Lambda throttles half of the invocations',
    phases: [{ minutes: HOUR, disturbance: { function: { throttled: 0.5 } } }],
    alarms: ['FunctionThrottles'],
    modelled: true,
  },
];

export const lambdaBlips: Blips = () => [
  blip('probe-missed', 'the probe does not run, for 2 minutes', 2, { probeStopped: true }),
  {
    id: 'new-stack',
    title: 'the stack is new, and its probe runs for the first time after 4 minutes',
    phases: [{ minutes: 4, disturbance: { probeStopped: true } }],
    warmUpMinutes: 0,
  },
  blip('function-throttle', 'Lambda throttles one invocation', 1, { function: { throttled: 1e-9 } }),
  blip('function-error', 'one invocation ends without an answer', 1, { function: { failing: 1e-9 } }),
];
