import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRICS,
  METRIC_NAMESPACE,
  type MetricDefinition,
  type MetricDimension,
} from '../../lambda/contract';

export type MetricKey = keyof typeof METRICS;

/** What a metric is asked for besides its service. */
export type MetricScope = Readonly<Partial<Record<Exclude<MetricDimension, 'service'>, string>>>;

/** The metrics that one service publishes. Every metric of alarms, dashboards and `metricX()` is made here. */
export class ServiceMetrics {
  constructor(readonly service: string) {}

  /**
   * A metric of the contract.
   *
   * @throws when the server does not publish it under these dimensions: an alarm on it would be silent for ever.
   */
  metric(key: MetricKey, scope: MetricScope = {}, options: MetricOptions = {}): Metric {
    const definition: MetricDefinition = METRICS[key];
    const dimensionsMap = { service: this.service, ...scope };
    assertPublished(definition, Object.keys(dimensionsMap));
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: definition.name,
      dimensionsMap,
      statistic: 'Sum',
      ...options,
    });
  }
}

function assertPublished({ name, dimensions }: MetricDefinition, asked: readonly string[]): void {
  const isPublished = dimensions.some(
    (set) => set.length === asked.length && set.every((dimension) => asked.includes(dimension)),
  );
  if (isPublished) return;
  const allowed = dimensions.map((set) => set.join(' + ')).join(', or ');
  throw new Error(
    `The metric ${name} is not published by ${asked.join(' + ')}; it is by ${allowed}. An alarm on it would never fire.`,
  );
}
