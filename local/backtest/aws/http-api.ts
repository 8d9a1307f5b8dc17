import type { Incidents } from '../incidents/incident';
import { reaching } from '../disturbance';
import type { AwsModel, AwsModelProps } from './aws-metrics';
import { portion } from './aws-metrics';

const NAMESPACE = 'AWS/ApiGateway';
const COUNT = { namespace: NAMESPACE, name: 'Count', unit: 'Count' };
const CLIENT_ERRORS = { namespace: NAMESPACE, name: '4xx', unit: 'Count' };
const SERVER_ERRORS = { namespace: NAMESPACE, name: '5xx', unit: 'Count' };
const LATENCY = { namespace: NAMESPACE, name: 'Latency', unit: 'Milliseconds' };
/** The stage at the root, which is the only one that an HTTP API of this kit has. */
const STAGE = '$default';

/** Of all requests, on an ordinary day. */
const SERVER_ERROR_SHARE = 0.0002;

/**
 * AWS/ApiGateway of HTTP APIs, by `ApiId` and by `ApiId` and `Stage`. A request that the function does not
 * answer is a 5xx; one that the API throttles is a 429, for which there is no metric of its own: it is among
 * the 4xx, with the requests without a good token.
 */
export function httpApiModel({ resources, metrics, random }: AwsModelProps): AwsModel {
  return ({ minute, requests, unauthorized, all }, disturbance) => {
    if (requests === 0) return;
    const { throttled = 0 } = disturbance.endpoint ?? {};
    const refused = portion(random, requests, throttled);
    const reached = reaching(disturbance) / (1 - throttled || 1);
    const usual = random.poisson((requests - refused) * SERVER_ERROR_SHARE);
    const failed = Math.min(requests - refused, usual + portion(random, requests - refused, 1 - reached));
    const clientErrors = Math.min(requests, refused + unauthorized);
    for (const ApiId of resources.httpApis) {
      const sets: readonly Readonly<Record<string, string>>[] = [{ ApiId }, { ApiId, Stage: STAGE }];
      for (const dimensions of sets) {
        metrics.record(COUNT, dimensions, minute, [1], [requests]);
        if (clientErrors > 0) metrics.record(CLIENT_ERRORS, dimensions, minute, [1], [clientErrors]);
        if (failed > 0) metrics.record(SERVER_ERRORS, dimensions, minute, [1], [failed]);
        if (all.calls > 0) metrics.record(LATENCY, dimensions, minute, all.latencies);
      }
    }
  };
}

const HOUR = 60;

export const httpApiIncidents: Incidents = () => [
  {
    id: 'endpoint-errors',
    title: 'the endpoint answers 30 % of the requests with 5xx by itself',
    phases: [{ minutes: HOUR, disturbance: { endpoint: { failing: 0.3 } } }],
    alarms: ['EndpointErrors'],
    modelled: true,
  },
  {
    id: 'endpoint-throttled',
    title: 'the endpoint throttles half of the requests',
    phases: [{ minutes: HOUR, disturbance: { endpoint: { throttled: 0.5 } } }],
    alarms: ['EndpointThrottles'],
    modelled: true,
  },
];
