/** Every endpoint before every runtime, as it is synthesized: nothing looks at what nobody publishes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { McpAlerts } from 'cdk-mcp-service';
import { COMBINATIONS, addCombination } from '../../../examples/combinations/stacks';
import { METRICS, METRIC_NAMESPACE, type MetricDefinition } from '../../../lambda/contract';
import { readCloudAssembly } from '../../../local/assembly/cloud-assembly';
import { localValues } from '../../../local/assembly/local-values';
import { incidentsOf } from '../../../local/backtest/catalog';
import { observe, type Observation } from '../../../local/backtest/experiment';
import { readServiceUnderTest, type ServiceUnderTest } from '../../../local/backtest/service-under-test';
import { readAlarm } from '../../../local/cloudwatch/alarm-definition';
import { describeIdentity, type MetricIdentity } from '../../../local/cloudwatch/metric-identity';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { readDashboard, refusalsOf, type DashboardBody } from '../../../local/dashboard/dashboard-body';
import { drawDashboard } from '../../../local/dashboard/draw/page';
import { dashboardsOf } from '../../../local/dashboard/template-dashboards';
import { storeOf } from './during';

// The validator costs seconds and has a suite of its own.
process.env.CDK_VALIDATION = 'false';

const NOW = Date.UTC(2026, 0, 1, 12);
const NAMES = Object.keys(COMBINATIONS);
const outdir = mkdtempSync(join(tmpdir(), 'combinations-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const services = new Map<string, ServiceUnderTest>();
const dashboards = new Map<string, readonly DashboardBody[]>();
beforeAll(() => {
  const app = new App({ outdir });
  for (const name of NAMES) addCombination(app, name, { alerts: McpAlerts.email('ops@example.com') });
  app.synth();
  const stacks = readCloudAssembly(outdir);
  const values = localValues(stacks, 'http://localhost');
  for (const stack of stacks) {
    const own = values.get(stack);
    if (!own) throw new Error('no values');
    services.set(stack.stackName, readServiceUnderTest(outdir, `${stack.stackName}/Mcp`));
    dashboards.set(
      stack.stackName,
      dashboardsOf(stack, own).map(({ name, body }) => readDashboard(body, { name, now: NOW })),
    );
  }
});

function serviceOf(name: string): ServiceUnderTest {
  const service = services.get(name);
  if (!service) throw new Error(`no service ${name}`);
  return service;
}

/** Graphs show them, and no alarm reads them: nothing models them. */
const NOT_MODELLED = (name: string): string[] => [
  `AWS/Lambda ConcurrentExecutions {FunctionName=${name}-McpFunction}`,
];

/** Everything of AWS that is published, whatever happens to a service. */
function publishedBy({ model }: ServiceUnderTest): ReadonlySet<string> {
  const everything = incidentsOf(model).flatMap(({ phases }) =>
    phases.map(({ disturbance }) => ({ minutes: 1, disturbance })),
  );
  const written = storeOf(model, everything, everything.length + 1, 5_000).written();
  return new Set(written.map(inOrder));
}

function inOrder({ dimensions, ...metric }: MetricIdentity): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return describeIdentity({ ...metric, dimensions: Object.fromEntries(sorted) });
}

/** The server publishes it under these dimensions, whatever their values. */
function isOfContract({ name, dimensions }: MetricIdentity): boolean {
  const definitions: readonly MetricDefinition[] = Object.values(METRICS);
  const asked = Object.keys(dimensions).toSorted().join();
  return definitions.some(
    (one) => one.name === name && one.dimensions.some((set) => set.toSorted().join() === asked),
  );
}

function unknownOf(name: string, identities: readonly MetricIdentity[]): string[] {
  const published = publishedBy(serviceOf(name));
  const known = (identity: MetricIdentity): boolean =>
    identity.namespace === METRIC_NAMESPACE
      ? isOfContract(identity)
      : published.has(inOrder(identity)) || NOT_MODELLED(name).includes(inOrder(identity));
  return identities.filter((identity) => !known(identity)).map(inOrder);
}

describe.each(NAMES)('%s', (name) => {
  test('has no alarm on a metric that nobody publishes', () => {
    const identities = serviceOf(name).alarms.flatMap(({ name: alarm, type, properties }) =>
      type === 'AWS::CloudWatch::Alarm'
        ? readAlarm(alarm, properties).watched.queries.flatMap((query) =>
            'stat' in query ? [query.stat.identity] : [],
          )
        : [],
    );
    expect(identities.length).toBeGreaterThan(20);
    expect(unknownOf(name, identities)).toEqual([]);
  });

  test('has an incident for every alarm', () => {
    const named = new Set(incidentsOf(serviceOf(name).model).flatMap(({ alarms }) => alarms));
    const unseen = serviceOf(name).alarms.filter(({ id }) => !named.has(id));
    expect(unseen.map(({ id }) => id)).toEqual([]);
  });

  test('has dashboards that are drawn, on metrics that are published', () => {
    const bodies = dashboards.get(name) ?? [];
    expect(bodies).toHaveLength(2);
    const identities = bodies.flatMap(({ widgets }) =>
      widgets.flatMap(({ content }) =>
        content.kind === 'metric'
          ? content.rows.flatMap(({ source }) => ('identity' in source ? [source.identity] : []))
          : [],
      ),
    );
    expect(identities.length).toBeGreaterThan(40);
    expect(unknownOf(name, identities)).toEqual([]);
    for (const body of bodies) {
      expect(refusalsOf(body)).toEqual([]);
      const { html } = drawDashboard(body, { store: new MetricStore(), events: [], alarmStates: new Map() });
      expect(html.match(/<section/g)).toHaveLength(body.widgets.length);
    }
  });

  test('shows requests in flight and connections in containers, and only there', () => {
    const titles = (dashboards.get(name) ?? []).flatMap(({ widgets }) => widgets.map(({ title }) => title));
    const shown = titles.includes('Requests in flight and connections, of the busiest container');
    expect(shown).toBe(name.endsWith('Fargate'));
  });
});

test('resources have the names that metrics have', () => {
  expect(serviceOf('RestApiFargate').model.resources).toEqual({
    functions: [],
    containers: [{ cluster: 'RestApiFargate-McpCluster', service: 'RestApiFargate-McpService', count: 2 }],
    httpApis: [],
    restApis: [{ name: 'RestApiFargateMcpE8A9B7CC', rateLimit: 100, asksForToken: true }],
    loadBalancers: [
      {
        name: 'app/RestApiFargate-McpBalancer/0000000000000000',
        targetGroups: ['targetgroup/RestApiFargate-McpTargets/0000000000000000'],
      },
    ],
    tables: ['RestApiFargate-McpStateIdempotency', 'RestApiFargate-McpStateLimits'],
  });
  expect(serviceOf('LoadBalancerLambda').model.resources).toMatchObject({
    functions: ['LoadBalancerLambda-McpFunction'],
    containers: [],
    loadBalancers: [{ name: 'app/LoadBalancerLambda-McpBalancer/0000000000000000', targetGroups: [] }],
  });
});

const tried = (combination: string, id: string, kind: 'incident' | 'blip' = 'incident'): Observation =>
  observe(serviceOf(combination), { kind, id, seed: 1, callsAnHour: 600 });

describe('seen to fire, and not to', () => {
  test.each([
    ['HttpApiFargate', 'containers-do-not-start', ['EndpointErrors', 'NoHealthyTarget', 'Silent']],
    ['RestApiFargate', 'containers-unhealthy', ['NoHealthyTarget', 'TargetsUnhealthy']],
    ['LoadBalancerFargate', 'container-flaps', ['TargetsUnhealthy']],
    ['LoadBalancerFargate', 'containers-cpu', ['ServiceCpu']],
    ['LoadBalancerFargate', 'containers-memory', ['ServiceMemory']],
    ['LoadBalancerFargate', 'server-errors', ['EndpointErrors']],
    ['LoadBalancerLambda', 'endpoint-errors', ['EndpointErrors']],
    ['RestApiLambda', 'endpoint-errors', ['EndpointErrors']],
    ['RestApiLambda', 'endpoint-throttled', ['EndpointThrottles']],
    ['RestApiLambda', 'scanner', []],
  ])('%s: %s', (combination, id, alarms) => {
    expect(Object.keys(tried(combination, id).notified).toSorted()).toEqual(alarms);
  });

  test.each([
    'new-stack',
    'rolling-deployment',
    'container-replaced',
    'cpu-burst',
    'server-error',
    'endpoint-error',
  ])('nothing rises on %s', (id) => {
    expect(tried('LoadBalancerFargate', id, 'blip').rose).toEqual({});
  });
});
