import { METRIC_NAMESPACE, type MetricDefinition } from './contract';
import type { Clock } from './clock';

/**
 * Metric values of one line, in CloudWatch's Embedded Metric Format: the line carries each value under the
 * metric's name, and says which of its fields are dimensions.
 */
export class MetricValues {
  private readonly values = new Map<MetricDefinition, number>();

  /** A metric has one value a line: the last. */
  set(metric: MetricDefinition, value: number): void {
    this.values.set(metric, value);
  }

  /** The fields to add to the line; none when nothing was measured. */
  fields(clock: Clock): Readonly<Record<string, unknown>> {
    if (this.values.size === 0) return {};
    const directives = new Map<MetricDefinition['dimensions'], object[]>();
    for (const { name, unit, dimensions } of this.values.keys()) {
      const metric = { Name: name, Unit: unit };
      const metrics = directives.get(dimensions);
      if (metrics) metrics.push(metric);
      else directives.set(dimensions, [metric]);
    }
    return {
      ...Object.fromEntries([...this.values].map(([{ name }, value]) => [name, value])),
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [...directives].map(([dimensions, metrics]) => ({
          Namespace: METRIC_NAMESPACE,
          Dimensions: dimensions,
          Metrics: metrics,
        })),
      },
    };
  }
}
