import type { JsonObject } from '../../../local/assembly/template';
import type { ServiceModel } from '../../../local/backtest/service-model';
import type { ServiceUnderTest } from '../../../local/backtest/service-under-test';
import type { TemplateAlarm } from '../../../local/backtest/template-alarms';

/** A busy tool, one that changes something, and one that is slow by nature. */
export const MODEL: ServiceModel = {
  service: 'desk',
  release: 'r2',
  tools: [
    {
      name: 'search',
      effect: 'read',
      asksForApproval: false,
      share: 0.6,
      objectiveMs: 1_000,
      timeoutMs: 20_000,
    },
    {
      name: 'refund',
      effect: 'destructive',
      asksForApproval: true,
      share: 0.3,
      objectiveMs: 1_000,
      timeoutMs: 20_000,
    },
    {
      name: 'bulk_export',
      effect: 'read',
      asksForApproval: false,
      share: 0.1,
      objectiveMs: 8_000,
      timeoutMs: 15_000,
    },
  ],
  checks: ['tickets'],
  resources: {
    functions: ['server'],
    containers: [],
    httpApis: ['api-1'],
    restApis: [],
    loadBalancers: [],
    tables: ['limits'],
  },
};

const NOTHING = { functions: [], containers: [], httpApis: [], restApis: [], loadBalancers: [], tables: [] };
const CONTAINERS = [{ cluster: 'cluster', service: 'service', count: 2 }];

/** The same behind a balancer in containers. */
export const IN_CONTAINERS: ServiceModel = {
  ...MODEL,
  resources: {
    ...NOTHING,
    containers: CONTAINERS,
    loadBalancers: [{ name: 'app/balancer/1', targetGroups: ['targetgroup/one/1', 'targetgroup/two/2'] }],
  },
};

/** The same behind a REST API that asks for a token, a balancer between them. */
export const BEHIND_REST: ServiceModel = {
  ...MODEL,
  resources: {
    ...NOTHING,
    containers: CONTAINERS,
    restApis: [{ name: 'rest', rateLimit: 100, asksForToken: true }],
    loadBalancers: [{ name: 'app/balancer/1', targetGroups: ['targetgroup/one/1'] }],
  },
};

/** The same function behind a balancer, which does not check it. */
export const FUNCTION_BEHIND_BALANCER: ServiceModel = {
  ...MODEL,
  resources: {
    ...NOTHING,
    functions: ['server'],
    loadBalancers: [{ name: 'app/balancer/1', targetGroups: [] }],
  },
};

export const MODELS = { MODEL, IN_CONTAINERS, BEHIND_REST, FUNCTION_BEHIND_BALANCER };

/** An alarm on the share of calls that fail, over five minutes. */
export function faultAlarm(id: string, properties: JsonObject): TemplateAlarm {
  return {
    id,
    name: id,
    type: 'AWS::CloudWatch::Alarm',
    severity: 'page',
    properties: {
      Namespace: 'McpService',
      MetricName: 'Faults',
      Dimensions: [{ Name: 'service', Value: 'desk' }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: ['arn:aws:sns:us-east-1:000000000000:alerts'],
      ...properties,
    },
  };
}

export function watchedBy(...alarms: readonly TemplateAlarm[]): ServiceUnderTest {
  return { path: 'Desk/Mcp', model: MODEL, alarms };
}
