import { blip } from '../incidents/blips';
import type { Blips, Incident, Incidents } from '../incidents/incident';
import type { RestApi } from '../service-model';
import { apiGatewayModel } from './api-gateway';
import type { AwsModel, AwsModelProps } from './aws-metrics';

/** AWS/ApiGateway of REST APIs, by `ApiName`: stages and methods are published only where somebody asks for them. */
export function restApiModel(props: AwsModelProps): AwsModel {
  const sets = props.resources.restApis.map(({ name }) => ({ ApiName: name }));
  return apiGatewayModel({ clientErrors: '4XXError', serverErrors: '5XXError' }, sets, props);
}

const HOUR = 60;
const SECONDS_A_MINUTE = 60;
/** What a scanner sends in a minute: more than all the others together. */
const SCANNER = 300;

export const restApiIncidents: Incidents = ({ resources: { restApis } }) => [
  {
    id: 'endpoint-errors',
    title: 'the endpoint answers 30 % of the requests with 5xx by itself',
    phases: [{ minutes: HOUR, disturbance: { endpoint: { failing: 0.3 } } }],
    alarms: ['EndpointErrors'],
    modelled: true,
  },
  ...restApis.map(throttled),
  {
    id: 'scanner',
    title: `somebody sends ${SCANNER} requests a minute without a token, and none is throttled`,
    phases: [{ minutes: HOUR, disturbance: { strangers: SCANNER } }],
    alarms: [],
    silent: ['EndpointErrors', 'EndpointThrottles'],
    modelled: true,
  },
];

/** An API that asks for the token itself has to be told from a scanner: by the number of requests. */
function throttled({ rateLimit = 0, asksForToken }: RestApi): Incident {
  const about = { id: 'endpoint-throttled', alarms: ['EndpointThrottles'], modelled: true };
  const endpoint = { throttled: 0.5 };
  if (!asksForToken) {
    return {
      ...about,
      title: 'the endpoint throttles half of the requests',
      phases: [{ minutes: HOUR, disturbance: { endpoint } }],
    };
  }
  return {
    ...about,
    title: 'somebody sends twice as many requests as the endpoint takes: half of all are throttled',
    phases: [{ minutes: HOUR, disturbance: { strangers: 2 * rateLimit * SECONDS_A_MINUTE, endpoint } }],
  };
}

export const restApiBlips: Blips = () => [
  blip('endpoint-error', 'the endpoint answers one request with 5xx', 1, { endpoint: { failing: 1e-9 } }),
];
