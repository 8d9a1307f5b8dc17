/** What alarms and graphs look at: renaming a metric or dropping a dimension on either side fails here. */
import { Stack } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ServiceMetrics, type McpService } from 'cdk-mcp-service';
import { METRICS } from '../../../lambda/contract';
import { supportDesk } from './support-desk';

let service: McpService;
beforeAll(() => {
  ({ service } = supportDesk().stack);
});

const desk = { service: 'support-desk' };

function seen({ namespace, metricName, dimensions, statistic }: Metric): unknown {
  return { namespace, metricName, dimensions, statistic };
}

test.each<readonly [string, (made: McpService) => Metric, string, object, string]>([
  ['calls', (made) => made.metricCalls(), 'Calls', desk, 'Sum'],
  [
    'calls of a tool',
    (made) => made.metricCalls({ tool: 'issue_refund' }),
    'Calls',
    { ...desk, tool: 'issue_refund' },
    'Sum',
  ],
  ['faults', (made) => made.metricFaults(), 'Faults', desk, 'Sum'],
  [
    'faults of a tool',
    (made) => made.metricFaults({ tool: 'get_ticket' }),
    'Faults',
    { ...desk, tool: 'get_ticket' },
    'Sum',
  ],
  ['slow calls', (made) => made.metricSlow(), 'Slow', desk, 'Sum'],
  ['latency', (made) => made.metricLatency(), 'Latency', desk, 'p95'],
  ['another percentile', (made) => made.metricLatency({ statistic: 'p99' }), 'Latency', desk, 'p99'],
  ['errors', (made) => made.metricErrors(), 'Errors', desk, 'Sum'],
  [
    'errors of a code',
    (made) => made.metricErrors({ code: 'TIMED_OUT' }),
    'Errors',
    { ...desk, code: 'TIMED_OUT' },
    'Sum',
  ],
  ['limited calls', (made) => made.metricRateLimited(), 'RateLimited', desk, 'Sum'],
  ['replays', (made) => made.metricReplays(), 'Replays', desk, 'Sum'],
  ['unknown outcomes', (made) => made.metricUnknownOutcomes(), 'UnknownOutcomes', desk, 'Sum'],
  [
    'limits without a store',
    (made) => made.metricLimitStoreUnavailable(),
    'LimitStoreUnavailable',
    desk,
    'Sum',
  ],
  ['bad tokens', (made) => made.metricUnauthorized(), 'Unauthorized', desk, 'Sum'],
  ['cold starts', (made) => made.metricColdStarts(), 'ColdStarts', desk, 'Sum'],
  ['checks down', (made) => made.metricHealthChecksDown(), 'HealthChecksDown', desk, 'Maximum'],
  [
    'a check',
    (made) => made.metricHealthCheckUp('tickets'),
    'HealthCheckUp',
    { ...desk, check: 'tickets' },
    'Minimum',
  ],
  [
    'its latency',
    (made) => made.metricHealthCheckLatency('tickets'),
    'HealthCheckLatency',
    { ...desk, check: 'tickets' },
    'Maximum',
  ],
  ['calls that wait', (made) => made.metricApprovalsPending(), 'ApprovalsPending', desk, 'Maximum'],
  ['the oldest of them', (made) => made.metricApprovalsOldestAge(), 'ApprovalsOldestAge', desk, 'Maximum'],
  ['requests in flight', (made) => made.metricInFlight(), 'InFlight', desk, 'Maximum'],
  ['their sum', (made) => made.metricInFlight({ statistic: 'Sum' }), 'InFlight', desk, 'Sum'],
  ['connections', (made) => made.metricActiveConnections(), 'ActiveConnections', desk, 'Maximum'],
])('%s', (_what, metric, metricName, dimensions, statistic) => {
  expect(seen(metric(service))).toEqual({ namespace: 'McpService', metricName, dimensions, statistic });
});

test('the ratio is of faults to calls, of a tool where one is named', () => {
  const ratio = service.metricFaultRatio({ tool: 'get_ticket' });
  expect(ratio).toBeInstanceOf(MathExpression);
  expect(ratio.expression).toBe('faults_get_ticket / calls_get_ticket');
  const dimensions = Object.values(ratio.usingMetrics).map(
    (metric) => metric.toMetricConfig().metricStat?.dimensions,
  );
  const tool = [
    { name: 'service', value: 'support-desk' },
    { name: 'tool', value: 'get_ticket' },
  ];
  expect(dimensions).toEqual([tool, tool]);
});

test('ratios of several tools fit into one graph', () => {
  const tools = service.manifest.tools.map(({ name }) => service.metricFaultRatio({ tool: name }));
  expect(() =>
    Stack.of(service).resolve(new GraphWidget({ left: [service.metricFaultRatio(), ...tools] }).toJson()),
  ).not.toThrow();
});

test('every metric of the contract can be had by a method', () => {
  const methods = Object.keys(METRICS).map((key) => `metric${key.charAt(0).toUpperCase()}${key.slice(1)}`);
  expect(methods.filter((name) => !(name in service))).toEqual([]);
});

test.each<readonly [() => unknown, string]>([
  [
    () => service.metricCalls({ tool: 'isue_refund' }),
    "There is no tool 'isue_refund' to have a metric; there are search_tickets, get_ticket, create_support_note, issue_refund, bulk_export.",
  ],
  [
    () => service.metricHealthCheckUp('billing'),
    "There is no health check 'billing' to have a metric; there are tickets.",
  ],
  [
    () => new ServiceMetrics('desk').metric('errors', { tool: 'get_ticket' }),
    'The metric Errors is not published by service + tool; it is by service, or service + code. An alarm on it would never fire.',
  ],
  [
    () => new ServiceMetrics('desk').metric('calls', { tool: 'get_ticket', release: 'abc' }),
    'The metric Calls is not published by service + tool + release; it is by service, or service + tool, or service + release. An alarm on it would never fire.',
  ],
  [
    () => new ServiceMetrics('desk').metric('healthCheckUp'),
    'The metric HealthCheckUp is not published by service; it is by service + check. An alarm on it would never fire.',
  ],
])('%#: a metric that nobody publishes is refused', (make, message) => {
  expect(make).toThrow(message);
});

test('every dimension set of the contract can be asked for', () => {
  const made = Object.entries(METRICS).flatMap(([key, { dimensions }]) =>
    dimensions.map((set) => {
      const others: readonly string[] = set.filter((name) => name !== 'service');
      const scope = Object.fromEntries(others.map((name) => [name, 'x']));
      return new ServiceMetrics('desk').metric(key as keyof typeof METRICS, scope);
    }),
  );
  expect(made).toHaveLength(27);
});
