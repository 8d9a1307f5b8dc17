/**
 * `tsx bench/backtest-evaluator.ts`: what a back-test pays. Fills a store with 30 days of minutes, evaluates
 * 20 alarms and a composite for every one of them, and prints both times. The absolute numbers are this machine's.
 */
import type { JsonObject } from '../local/assembly/template';
import { AlarmSet, type AlarmResource } from '../local/cloudwatch/alarm-set';
import { MetricStore } from '../local/cloudwatch/metric-store';

const MINUTES = 30 * 1_440;
const START = 29_000_160;
const TOOLS = 10;
const LATENCIES_A_MINUTE = 20;
const AIM_SECONDS = 1.5;

const HOUR = 3_600;

function alarm(name: string, properties: JsonObject): AlarmResource {
  return { name, type: 'AWS::CloudWatch::Alarm', properties: { EvaluationPeriods: 1, ...properties } };
}

function stat(id: string, name: string, period: number, tool?: string): JsonObject {
  const tools = tool === undefined ? [] : [{ Name: 'tool', Value: tool }];
  const Dimensions = [{ Name: 'service', Value: 'desk' }, ...tools];
  const Metric = { Namespace: 'McpService', MetricName: name, Dimensions };
  return { Id: id, ReturnData: false, MetricStat: { Metric, Period: period, Stat: 'Sum' } };
}

function burnRate(name: string, period: number, rate: number): AlarmResource {
  return alarm(name, {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: rate * 0.005,
    TreatMissingData: 'notBreaching',
    Metrics: [
      { Id: 'burn', Expression: 'IF(FILL(bad, 0) >= 3, FILL(bad, 0) / total, 0)' },
      stat('bad', 'Faults', period),
      stat('total', 'Calls', period),
    ],
  });
}

function latency(name: string, period: number, periods: number, tool?: string): AlarmResource {
  const tools = tool === undefined ? [] : [{ Name: 'tool', Value: tool }];
  return alarm(name, {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 900,
    Namespace: 'McpService',
    MetricName: 'Latency',
    Dimensions: [{ Name: 'service', Value: 'desk' }, ...tools],
    ExtendedStatistic: 'p95',
    Period: period,
    EvaluationPeriods: periods,
    DatapointsToAlarm: Math.ceil(periods / 2),
    EvaluateLowSampleCountPercentile: 'ignore',
  });
}

function outlier(tool: string): AlarmResource {
  return alarm(`outlier-${tool}`, {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.2,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Metrics: [
      { Id: 'ratio', Expression: 'IF(calls > 20, bad / calls, 0)' },
      stat('bad', 'Faults', 300, tool),
      stat('calls', 'Calls', 300, tool),
    ],
  });
}

const tools = Array.from({ length: TOOLS }, (_, index) => `tool-${index}`);
const resources: AlarmResource[] = [
  burnRate('page-1h', HOUR, 14.4),
  burnRate('page-5m', 300, 14.4),
  burnRate('page-6h', 6 * HOUR, 6),
  burnRate('page-30m', HOUR / 2, 6),
  burnRate('ticket-3d', 72 * HOUR, 1),
  burnRate('ticket-1d', 24 * HOUR, 1),
  latency('p95-5m', 300, 3),
  latency('p95-1h', HOUR, 1),
  latency('p95-1m', 60, 5),
  latency('p95-tool', 300, 3, 'tool-0'),
  ...tools.map(outlier),
  {
    name: 'page',
    type: 'AWS::CloudWatch::CompositeAlarm',
    properties: {
      AlarmRule: '(ALARM("page-1h") AND ALARM("page-5m")) OR (ALARM("page-6h") AND ALARM("page-30m"))',
    },
  },
];

/** Numbers from 0 to below 1; the same ones every time. */
function numbers(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function fill(store: MetricStore): void {
  const random = numbers();
  const sets = [undefined, ...tools].map((tool) => ({
    service: 'desk',
    ...(tool === undefined ? {} : { tool }),
  }));
  const metrics = sets.map((dimensions) => {
    const metric = (name: string) => store.metric({ namespace: 'McpService', name, dimensions });
    return { calls: metric('Calls'), faults: metric('Faults'), latency: metric('Latency') };
  });
  const ones = [0, 1];
  for (let minute = START; minute < START + MINUTES; minute += 1) {
    for (const { calls, faults, latency: latencies } of metrics) {
      const count = 20 + Math.floor(random() * 20);
      const bad = random() < 0.05 ? Math.ceil(random() * 5) : 0;
      calls.record(minute, [1], [count]);
      if (bad === 0) faults.record(minute, [0], [count]);
      else faults.record(minute, ones, [count - bad, bad]);
      const values = Array.from({ length: LATENCIES_A_MINUTE }, () => Math.round(50 / (random() + 0.01)));
      latencies.record(minute, values);
    }
  }
}

const store = new MetricStore();
const filling = performance.now();
fill(store);
const filled = performance.now();
const alarms = new AlarmSet(resources, store);
let transitions = 0;
for (let minute = START; minute <= START + MINUTES; minute += 1) {
  transitions += alarms.evaluate(minute).transitions.length;
}
const seconds = (performance.now() - filled) / 1_000;
const megabytes = process.memoryUsage().rss / 2 ** 20;
console.log(
  `fill ${((filled - filling) / 1_000).toFixed(2)} s for ${store.written().length} metrics, ${megabytes.toFixed(0)} MB in all`,
);
console.log(
  `evaluate ${resources.length - 1} alarms x ${MINUTES} minutes: ${seconds.toFixed(2)} s (aim ${AIM_SECONDS} s), ` +
    `${((seconds * 1e6) / MINUTES / resources.length).toFixed(2)} µs each, ${transitions} transitions`,
);
