/** What is modelled of balancers, REST APIs and containers, pinned by what their guides say. */
import { describeIdentity } from '../../../local/cloudwatch/metric-identity';
import { BEHIND_REST, FUNCTION_BEHIND_BALANCER, IN_CONTAINERS } from './desk';
import { during, phasesOf, storeOf } from './during';

const ELB = 'AWS/ApplicationELB';
const BALANCER = { LoadBalancer: 'app/balancer/1' };
const GROUP = { ...BALANCER, TargetGroup: 'targetgroup/one/1' };
const ECS = { ClusterName: 'cluster', ServiceName: 'service' };
const API = { ApiName: 'rest' };

const calm = during(IN_CONTAINERS, []);

/** Metrics of AWS after some minutes, each once. */
function published(...of: Parameters<typeof storeOf>): string[] {
  const own = storeOf(...of)
    .written()
    .filter(({ namespace }) => namespace.startsWith('AWS/'));
  return own.map(describeIdentity).toSorted();
}

const inContainers = (id: string, minutes?: number) =>
  during(IN_CONTAINERS, phasesOf(IN_CONTAINERS, id), minutes);

describe('a balancer before containers', () => {
  test('publishes under the names and dimensions of its guide', () => {
    const broken = [{ minutes: 60, disturbance: { endpoint: { failing: 0.1, behind: 0.1 } } }];
    expect(published(IN_CONTAINERS, broken, 60)).toEqual([
      'AWS/ApplicationELB HTTPCode_ELB_5XX_Count {LoadBalancer=app/balancer/1}',
      'AWS/ApplicationELB HTTPCode_Target_5XX_Count {LoadBalancer=app/balancer/1, TargetGroup=targetgroup/one/1}',
      'AWS/ApplicationELB HTTPCode_Target_5XX_Count {LoadBalancer=app/balancer/1}',
      'AWS/ApplicationELB HealthyHostCount {LoadBalancer=app/balancer/1, TargetGroup=targetgroup/one/1}',
      'AWS/ApplicationELB RequestCount {LoadBalancer=app/balancer/1, TargetGroup=targetgroup/one/1}',
      'AWS/ApplicationELB RequestCount {LoadBalancer=app/balancer/1}',
      'AWS/ApplicationELB RequestCountPerTarget {TargetGroup=targetgroup/one/1}',
      'AWS/ApplicationELB TargetResponseTime {LoadBalancer=app/balancer/1, TargetGroup=targetgroup/one/1}',
      'AWS/ApplicationELB TargetResponseTime {LoadBalancer=app/balancer/1}',
      'AWS/ApplicationELB UnHealthyHostCount {LoadBalancer=app/balancer/1, TargetGroup=targetgroup/one/1}',
      'AWS/ECS CPUUtilization {ClusterName=cluster, ServiceName=service}',
      'AWS/ECS MemoryUtilization {ClusterName=cluster, ServiceName=service}',
    ]);
  });

  test('tells of its targets every minute while nobody calls, and counts no request', () => {
    const idle = during(IN_CONTAINERS, [], 60, 0);
    expect(idle.total('HealthyHostCount', GROUP, ELB)).toMatchObject({ count: 120, minimum: 2, maximum: 2 });
    expect(idle.total('UnHealthyHostCount', GROUP, ELB)).toMatchObject({ count: 120, maximum: 0 });
    expect(idle.total('RequestCount', BALANCER, ELB).count).toBe(0);
  });

  test('has no answer for any request without a target, and says nothing of targets', () => {
    const { sum, total } = inContainers('containers-do-not-start');
    expect(total('HealthyHostCount', GROUP, ELB).count).toBe(0);
    expect(total('UnHealthyHostCount', GROUP, ELB).count).toBe(0);
    expect(total('RequestCount', BALANCER, ELB).count).toBe(0);
    expect(sum('HTTPCode_ELB_5XX_Count', BALANCER, ELB)).toBeGreaterThan(1_000);
    expect(total('CPUUtilization', ECS, 'AWS/ECS').count).toBe(0);
    for (const name of ['Calls', 'HealthChecksDown', 'InFlight']) expect(total(name).count).toBe(0);
  });

  test('sends requests to unhealthy ones where there are no others', () => {
    const { sum, total } = inContainers('containers-unhealthy');
    expect(total('HealthyHostCount', GROUP, ELB)).toMatchObject({ count: 120, maximum: 0 });
    expect(total('UnHealthyHostCount', GROUP, ELB)).toMatchObject({ count: 120, minimum: 2 });
    expect(sum('Calls')).toBe(calm.sum('Calls'));
  });

  test('has nodes that do not agree on a container that flaps', () => {
    const { total } = inContainers('container-flaps', 1);
    expect(total('UnHealthyHostCount', GROUP, ELB)).toMatchObject({ count: 2, minimum: 0, maximum: 1 });
    expect(total('HealthyHostCount', GROUP, ELB)).toMatchObject({ count: 2, minimum: 1, maximum: 2 });
    const flapping = inContainers('container-flaps');
    expect(flapping.total('HealthyHostCount', GROUP, ELB).minimum).toBe(1);
    expect(flapping.sum('UnHealthyHostCount', GROUP, ELB)).toBe(20 + 2 * 20);
  });

  test('tells its own errors from those of the server', () => {
    const own = inContainers('endpoint-errors');
    const requests = own.sum('RequestCount', BALANCER, ELB);
    expect(own.sum('HTTPCode_ELB_5XX_Count', BALANCER, ELB) / requests).toBeCloseTo(0.3, 1);
    expect(own.total('HTTPCode_Target_5XX_Count', BALANCER, ELB).count).toBe(0);
    const behind = inContainers('server-errors');
    expect(behind.sum('HTTPCode_Target_5XX_Count', BALANCER, ELB) / requests).toBeCloseTo(0.3, 1);
    expect(behind.sum('HTTPCode_ELB_5XX_Count', BALANCER, ELB)).toBeLessThan(10);
    for (const { sum } of [own, behind]) expect(sum('Calls')).toBeLessThan(0.8 * calm.sum('Calls'));
  });

  test('measures in seconds what the server measures in milliseconds', () => {
    const { maximum } = calm.total('Latency');
    expect(calm.total('TargetResponseTime', GROUP, ELB).maximum).toBeCloseTo(maximum / 1_000, 6);
  });

  test('a rolling deployment has twice as many targets, and never fewer healthy ones than before', () => {
    const { total } = inContainers('rolling-deployment', 4);
    expect(total('HealthyHostCount', GROUP, ELB)).toMatchObject({ minimum: 2, maximum: 4 });
    expect(total('UnHealthyHostCount', GROUP, ELB)).toMatchObject({ minimum: 0, maximum: 2 });
  });
});

describe('containers', () => {
  test('write their line once a minute each, and no schedule asks for it', () => {
    expect(calm.total('HealthChecksDown')).toMatchObject({ count: 120, maximum: 0 });
    expect(calm.total('InFlight').count).toBe(120);
    expect(calm.total('ActiveConnections').count).toBe(120);
    const unasked = during(IN_CONTAINERS, [{ minutes: 60, disturbance: { probeStopped: true } }]);
    expect(unasked.total('HealthChecksDown').count).toBe(120);
  });

  test('have a sample each of CPU and memory; the fullest is one of them', () => {
    expect(calm.total('CPUUtilization', ECS, 'AWS/ECS')).toMatchObject({ count: 120 });
    expect(calm.total('CPUUtilization', ECS, 'AWS/ECS').maximum).toBeLessThan(60);
    expect(inContainers('containers-cpu').total('CPUUtilization', ECS, 'AWS/ECS').minimum).toBe(97);
    const memory = inContainers('containers-memory', 90).total('MemoryUtilization', ECS, 'AWS/ECS');
    expect(memory.maximum).toBe(98);
    expect(memory.minimum).toBeLessThan(50);
  });
});

describe('a REST API that asks for a token', () => {
  const scanned = during(BEHIND_REST, phasesOf(BEHIND_REST, 'scanner'));
  const flooded = during(BEHIND_REST, phasesOf(BEHIND_REST, 'endpoint-throttled'));

  test('publishes under its name', () => {
    const broken = [{ minutes: 60, disturbance: { endpoint: { failing: 0.1 } } }];
    const ofApi = published(BEHIND_REST, broken, 60).filter((text) => text.startsWith('AWS/ApiGateway'));
    expect(ofApi).toEqual([
      'AWS/ApiGateway 4XXError {ApiName=rest}',
      'AWS/ApiGateway 5XXError {ApiName=rest}',
      'AWS/ApiGateway Count {ApiName=rest}',
      'AWS/ApiGateway Latency {ApiName=rest}',
    ]);
  });

  test('answers a scanner itself: client errors of which the server counts none', () => {
    expect(scanned.sum('4XXError', API, 'AWS/ApiGateway')).toBeGreaterThanOrEqual(60 * 300);
    expect(scanned.total('Unauthorized').count).toBe(0);
    expect(scanned.sum('RequestCount', BALANCER, ELB)).toBeLessThan(6_000);
    const open = during(IN_CONTAINERS, phasesOf(BEHIND_REST, 'scanner'));
    expect(open.sum('Unauthorized')).toBeGreaterThanOrEqual(60 * 300);
  });

  test('throttles what is beyond its limit', () => {
    const requests = flooded.sum('Count', API, 'AWS/ApiGateway');
    expect(requests).toBeGreaterThan(60 * 2 * 100 * 60);
    // Half is throttled, and nearly all others have no token.
    expect(flooded.sum('4XXError', API, 'AWS/ApiGateway') / requests).toBeGreaterThan(0.95);
    expect(flooded.sum('5XXError', API, 'AWS/ApiGateway') / requests).toBeLessThan(0.01);
    expect(flooded.sum('RequestCount', BALANCER, ELB)).toBeLessThan(6_000);
  });

  test('the balancer behind it has no errors of its own while the API fails', () => {
    const { sum } = during(BEHIND_REST, phasesOf(BEHIND_REST, 'endpoint-errors'));
    expect(sum('5XXError', API, 'AWS/ApiGateway')).toBeGreaterThan(300);
    expect(sum('HTTPCode_ELB_5XX_Count', BALANCER, ELB)).toBeLessThan(10);
  });
});

test('a balancer before a function does not check it, and fails where it fails', () => {
  const { sum, total } = during(FUNCTION_BEHIND_BALANCER, phasesOf(FUNCTION_BEHIND_BALANCER, 'cannot-start'));
  expect(sum('HTTPCode_ELB_5XX_Count', BALANCER, ELB)).toBe(sum('RequestCount', BALANCER, ELB));
  const store = storeOf(FUNCTION_BEHIND_BALANCER, [], 5);
  expect(store.written().filter(({ name }) => name.endsWith('HostCount'))).toEqual([]);
  expect(total('HealthChecksDown').count).toBe(0);
});
