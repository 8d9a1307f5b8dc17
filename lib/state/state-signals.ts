import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Signals } from '../observability/signals';

/**
 * What DynamoDB counts. Throttled requests have two metrics: `ThrottledRequests` is by table and operation,
 * the events of reads and writes are by table, which is what a few operations need.
 */
export function stateSignals(tables: Readonly<Record<string, Pick<ITable, 'tableName'>>>): Signals {
  const events = Object.entries(tables).flatMap(([name, { tableName }]) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metricName) => ({
      id: `${name}${metricName}`,
      metric: new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: tableName },
        statistic: 'Sum',
        label: `${name} ${metricName}`,
      }),
    })),
  );
  return {
    alarms: [
      {
        id: 'StateThrottles',
        severity: 'ticket',
        runbook: 'state-throttles',
        meaning: 'DynamoDB throttles a state table: calls are refused, or run without their limits.',
        firstStep: 'See which table it is, and whether one caller makes most of the calls.',
        expression: events.map(({ id }) => `FILL(${id}, 0)`).join(' + '),
        metrics: Object.fromEntries(events.map(({ id, metric }) => [id, metric])),
        breaches: 'at least',
        threshold: 10,
        period: Duration.minutes(5),
      },
    ],
    graphs: [
      { title: 'Throttled requests to the state tables', metrics: events.map(({ metric }) => metric) },
    ],
  };
}
