import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  MathExpression,
  SingleValueWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { asksForApproval } from '../../lambda/contract';
import { BURN_TIERS } from './burn-tiers';
import { FULL_WIDTH, graph, text } from './dashboard-widgets';
import type { DashboardContext } from './dashboards';
import type { MetricKey } from './service-metrics';

/** Is it healthy, and is the budget burning? */
export function healthWidgets(context: DashboardContext): IWidget[][] {
  const { metrics, slo, signals, alarms, manifest } = context;
  const sum = (key: MetricKey): IMetric => metrics.metric(key);
  const latency = ['p50', 'p95', 'p99'].map((statistic) =>
    metrics.metric('latency', {}, { statistic, label: statistic }),
  );
  const checks = manifest.healthChecks.map(({ name: check }) =>
    metrics.metric('healthCheckUp', { check }, { statistic: 'Minimum', label: check }),
  );
  const checkLatency = manifest.healthChecks.map(({ name: check }) =>
    metrics.metric('healthCheckLatency', { check }, { statistic: 'Maximum', label: check }),
  );
  const checkGraphs =
    checks.length === 0
      ? []
      : [graph('Health checks: 1 is up', checks), graph('Milliseconds of health checks', checkLatency)];
  return [
    [text(introduction(context))],
    [
      new AlarmStatusWidget({
        title: 'Alarms that notify',
        alarms: [...alarms.notifying],
        width: 16,
        height: 6,
      }),
      budgetLeft(context),
    ],
    [
      burnGraph('faults', 'Burn rate of availability', context),
      burnGraph('slow', 'Burn rate of latency', context),
    ],
    [
      graph('Calls and faults', [sum('calls'), sum('faults')]),
      graph('Milliseconds of a call', latency, {
        leftAnnotations: [{ value: slo.objectives.serviceMs, label: 'objective' }],
      }),
      graph('Slow calls', [sum('slow')]),
    ],
    [
      graph('Refused, replayed, unknown', [
        sum('rateLimited'),
        sum('unauthorized'),
        sum('replays'),
        sum('unknownOutcomes'),
        sum('limitStoreUnavailable'),
      ]),
      graph('Instances that started', [sum('coldStarts')]),
      ...checkGraphs,
      ...approvalGraphs(context),
    ],
    signals.flatMap(({ graphs }) => graphs.map(({ title, metrics: shown }) => graph(title, shown))),
  ];
}

function approvalGraphs({ metrics, manifest }: DashboardContext): IWidget[] {
  if (!asksForApproval(manifest)) return [];
  const most = (key: MetricKey): IMetric => metrics.metric(key, {}, { statistic: 'Maximum' });
  return [
    graph('Calls that wait for approval', [most('approvalsPending')]),
    graph('Seconds that the oldest waits', [most('approvalsOldestAge')]),
  ];
}

function introduction({ manifest, slo, runbooks, logsUrl }: DashboardContext): string {
  return [
    `# ${manifest.name}: health`,
    `Objectives over 30 days: ${slo.availability} % of calls without a fault, ${slo.percentile} % within ${slo.objectives.serviceMs} ms or the time of their tool. ` +
      `Runbooks: \`${runbooks}\`. [Queries](${logsUrl}): folder \`${manifest.name}\` of the saved ones.`,
  ].join('\n\n');
}

function budgetLeft({ metrics, slo }: DashboardContext): SingleValueWidget {
  const left = (bad: 'faults' | 'slow', budget: number, label: string): MathExpression =>
    new MathExpression({
      expression: `100 * (1 - FILL(${bad}, 0) / (${budget} * calls))`,
      usingMetrics: { [bad]: metrics.metric(bad), calls: metrics.metric('calls') },
      period: Duration.days(30),
      label,
    });
  return new SingleValueWidget({
    title: 'Percent of the budget of 30 days that is left',
    metrics: [
      left('faults', slo.availabilityBudget, 'availability'),
      left('slow', slo.latencyBudget, 'latency'),
    ],
    start: '-P30D',
    setPeriodToTimeRange: true,
    width: FULL_WIDTH - 16,
    height: 6,
  });
}

/** How many times faster than allowed the budget goes, over the long window of each pair. */
function burnGraph(bad: 'faults' | 'slow', title: string, { metrics, slo }: DashboardContext): IWidget {
  const budget = bad === 'faults' ? slo.availabilityBudget : slo.latencyBudget;
  const pairs = BURN_TIERS.flatMap((tier) => tier.pairs);
  const rates = pairs.map(
    ({ long }) =>
      new MathExpression({
        // Ids are of the whole graph: the same one over another window is another.
        expression: `FILL(bad${long.name}, 0) / calls${long.name} / ${budget}`,
        usingMetrics: {
          [`bad${long.name}`]: metrics.metric(bad),
          [`calls${long.name}`]: metrics.metric('calls'),
        },
        period: long.length,
        label: `over ${long.name}`,
      }),
  );
  return graph(title, rates, {
    width: 12,
    start: '-P3D',
    leftAnnotations: pairs.map(({ burn, long }) => ({ value: burn, label: `${burn} over ${long.name}` })),
  });
}
