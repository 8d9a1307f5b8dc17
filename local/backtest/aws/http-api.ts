import { blip } from '../incidents/blips';
import type { Blips, Incidents } from '../incidents/incident';
import { apiGatewayModel } from './api-gateway';
import type { AwsModel, AwsModelProps } from './aws-metrics';

/** The stage at the root, which is the only one that an HTTP API of this kit has. */
const STAGE = '$default';

/** AWS/ApiGateway of HTTP APIs, by `ApiId` and by `ApiId` and `Stage`. */
export function httpApiModel(props: AwsModelProps): AwsModel {
  const sets = props.resources.httpApis.flatMap((ApiId): Readonly<Record<string, string>>[] => [
    { ApiId },
    { ApiId, Stage: STAGE },
  ]);
  return apiGatewayModel({ clientErrors: '4xx', serverErrors: '5xx' }, sets, props);
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

export const httpApiBlips: Blips = () => [
  blip('endpoint-error', 'the endpoint answers one request with 5xx', 1, { endpoint: { failing: 1e-9 } }),
];
