import { reaching, type TargetDisturbance } from '../disturbance';
import { blip } from '../incidents/blips';
import type { Blips, Incident, Incidents } from '../incidents/incident';
import { containersOf, type AwsResources } from '../service-model';
import type { AwsModel, AwsModelProps } from './aws-metrics';
import { portion } from './aws-metrics';

const NAMESPACE = 'AWS/ApplicationELB';
const count = (name: string) => ({ namespace: NAMESPACE, name, unit: 'Count' });
const REQUESTS = count('RequestCount');
const REQUESTS_PER_TARGET = count('RequestCountPerTarget');
const OWN_ERRORS = count('HTTPCode_ELB_5XX_Count');
const TARGET_ERRORS = count('HTTPCode_Target_5XX_Count');
const HEALTHY = count('HealthyHostCount');
const UNHEALTHY = count('UnHealthyHostCount');
const RESPONSE_TIME = { namespace: NAMESPACE, name: 'TargetResponseTime', unit: 'Seconds' };
const MS_A_SECOND = 1_000;

/** Of all requests, on an ordinary day. */
const OWN_ERROR_SHARE = 0.0002;
/** Each checks the targets for itself and says what it found once a minute: one a zone. */
const NODES = 2;

/**
 * AWS/ApplicationELB, by `LoadBalancer` and by `LoadBalancer` and `TargetGroup`. Requests, errors and times have
 * a point only where there is something to count. Healthy and unhealthy targets are told every minute, idle or
 * not, but only while a target is registered: without one there is nothing at all, and not a 0. A request for
 * which there is no target is an error of the balancer's own, and not counted as a request.
 */
export function loadBalancerModel({ resources, metrics, random }: AwsModelProps): AwsModel {
  const isEndpoint = isTheEndpoint(resources);
  return ({ minute, requests: sent, challenged, all }, disturbance) => {
    const { failing = 0, throttled = 0, behind = 0 } = disturbance.endpoint ?? {};
    const passed = Math.round(sent * (1 - failing) * (1 - throttled)) - challenged;
    const arrived = isEndpoint ? sent : Math.max(0, passed);
    const reached = isEndpoint ? reaching(disturbance) : Number(reaching(disturbance) > 0);
    const usual = random.poisson(arrived * OWN_ERROR_SHARE);
    const own = Math.min(arrived, usual + portion(random, arrived, 1 - reached));
    const { healthy, unhealthy, disputed } = targetsOf(containersOf(resources), disturbance);
    const hasTargets = resources.containers.length === 0 || healthy + unhealthy > 0;
    const requests = hasTargets ? arrived : 0;
    const errors = portion(random, requests, behind);
    for (const { name: LoadBalancer, targetGroups } of resources.loadBalancers) {
      if (own > 0) metrics.record(OWN_ERRORS, { LoadBalancer }, minute, [1], [own]);
      const [TargetGroup] = targetGroups;
      const sets: Readonly<Record<string, string>>[] = [{ LoadBalancer }];
      if (TargetGroup !== undefined) sets.push({ LoadBalancer, TargetGroup });
      for (const dimensions of sets) {
        if (requests > 0) metrics.record(REQUESTS, dimensions, minute, [1], [requests]);
        if (errors > 0) metrics.record(TARGET_ERRORS, dimensions, minute, [1], [errors]);
        if (requests > 0 && all.calls > 0) {
          metrics.record(RESPONSE_TIME, dimensions, minute, all.latencies.map(toSeconds));
        }
      }
      if (TargetGroup === undefined || healthy + unhealthy === 0) continue;
      const dimensions = { LoadBalancer, TargetGroup };
      metrics.record(HEALTHY, dimensions, minute, byNode(healthy, disputed));
      metrics.record(UNHEALTHY, dimensions, minute, byNode(unhealthy, -disputed));
      const each = requests / Math.max(1, healthy);
      if (requests > 0) metrics.record(REQUESTS_PER_TARGET, { TargetGroup }, minute, [each]);
    }
  };
}

/** Before an API, or behind one. */
export function isTheEndpoint({ httpApis, restApis, loadBalancers }: AwsResources): boolean {
  return loadBalancers.length > 0 && httpApis.length + restApis.length === 0;
}

function targetsOf(usual: number, { targets = {} }: { readonly targets?: TargetDisturbance }) {
  const { healthy = 0, unhealthy = 0, disputed = 0 } = targets;
  if (unhealthy === 'all') return { healthy: 0, unhealthy: usual, disputed };
  if (healthy === 'none') return { healthy: 0, unhealthy, disputed };
  return { healthy: Math.max(0, usual + healthy), unhealthy, disputed };
}

/** What the nodes say: all but one the same. */
function byNode(number: number, more: number): number[] {
  return Array.from({ length: NODES }, (_, node) => (node === 0 ? number + more : number));
}

function toSeconds(latencyMs: number): number {
  return latencyMs / MS_A_SECOND;
}

const HOUR = 60;

const OF_ENDPOINT: Incident = {
  id: 'endpoint-errors',
  title: 'the endpoint answers 30 % of the requests with 5xx by itself',
  phases: [{ minutes: HOUR, disturbance: { endpoint: { failing: 0.3 } } }],
  alarms: ['EndpointErrors'],
  modelled: true,
};

/** Behind an API its own errors are the API's to tell; those of the server go through both. */
export const loadBalancerIncidents: Incidents = ({ resources }) => [
  ...(isTheEndpoint(resources) ? [OF_ENDPOINT] : []),
  {
    id: 'server-errors',
    title: 'the server answers 30 % of the requests with 5xx',
    phases: [{ minutes: HOUR, disturbance: { endpoint: { behind: 0.3 } } }],
    alarms: ['EndpointErrors'],
    modelled: true,
  },
];

export const loadBalancerBlips: Blips = ({ resources }) =>
  isTheEndpoint(resources)
    ? [
        blip('endpoint-error', 'the endpoint answers one request with 5xx', 1, {
          endpoint: { failing: 1e-9 },
        }),
      ]
    : [];
