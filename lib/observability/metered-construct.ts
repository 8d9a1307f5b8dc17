import { MathExpression, type MetricOptions, type IMetric, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ERROR_CODES, type ErrorCode, type Manifest } from '../../lambda/contract';
import { ServiceMetrics, type MetricKey } from './service-metrics';

export interface ToolMetricOptions extends MetricOptions {
  /** Calls of this tool alone. @default - of all tools */
  readonly tool?: string;
}

export interface ErrorMetricOptions extends MetricOptions {
  /** Errors with this code alone. @default - with any code */
  readonly code?: ErrorCode;
}

/** The metrics of a service as methods, so that nobody has to spell a name or a dimension. Sums, unless told otherwise. */
export abstract class MeteredConstruct extends Construct {
  abstract readonly manifest: Manifest;

  /** Tool calls. */
  metricCalls(options: ToolMetricOptions = {}): Metric {
    return this.ofCalls('calls', options);
  }

  /** Calls that ended in the server's fault. */
  metricFaults(options: ToolMetricOptions = {}): Metric {
    return this.ofCalls('faults', options);
  }

  /** Share of the calls that ended in the server's fault, from 0 to 1; none while nobody calls. */
  metricFaultRatio({ period, label, color, ...options }: ToolMetricOptions = {}): MathExpression {
    // Ids are of the whole graph: ratios of several tools fit into one.
    const suffix = options.tool === undefined ? '' : `_${options.tool.replaceAll(/\W/g, '_')}`;
    const [faults, calls] = [`faults${suffix}`, `calls${suffix}`];
    const usingMetrics: Record<string, IMetric> = {
      [faults]: this.metricFaults(options),
      [calls]: this.metricCalls(options),
    };
    const expression = `${faults} / ${calls}`;
    return new MathExpression({ expression, usingMetrics, period, color, label: label ?? 'Fault ratio' });
  }

  /** Calls that took longer than their objective. */
  metricSlow(options: ToolMetricOptions = {}): Metric {
    return this.ofCalls('slow', options);
  }

  /** Milliseconds of a call; the 95th percentile unless told otherwise. */
  metricLatency(options: ToolMetricOptions = {}): Metric {
    return this.ofCalls('latency', { statistic: 'p95', ...options });
  }

  /** Calls that ended in an error, whoever's fault it is. */
  metricErrors({ code, ...options }: ErrorMetricOptions = {}): Metric {
    if (code !== undefined) assertKnown('code', code, Object.keys(ERROR_CODES));
    return this.metrics.metric('errors', code === undefined ? {} : { code }, options);
  }

  /** Calls that a limit refused. */
  metricRateLimited(options: MetricOptions = {}): Metric {
    return this.metrics.metric('rateLimited', {}, options);
  }

  /** Calls that were answered with the result of an earlier one, instead of running twice. */
  metricReplays(options: MetricOptions = {}): Metric {
    return this.metrics.metric('replays', {}, options);
  }

  /** Calls with an effect of which nobody knows whether it took place. */
  metricUnknownOutcomes(options: MetricOptions = {}): Metric {
    return this.metrics.metric('unknownOutcomes', {}, options);
  }

  /** Times that a limit could not be asked for, because its store did not answer. */
  metricLimitStoreUnavailable(options: MetricOptions = {}): Metric {
    return this.metrics.metric('limitStoreUnavailable', {}, options);
  }

  /** Requests without a token that is good here. */
  metricUnauthorized(options: MetricOptions = {}): Metric {
    return this.metrics.metric('unauthorized', {}, options);
  }

  /** Instances that started. */
  metricColdStarts(options: MetricOptions = {}): Metric {
    return this.metrics.metric('coldStarts', {}, options);
  }

  /** Health checks that fail, once a minute; the most of a period unless told otherwise. */
  metricHealthChecksDown(options: MetricOptions = {}): Metric {
    return this.metrics.metric('healthChecksDown', {}, { statistic: 'Maximum', ...options });
  }

  /** Whether a health check succeeds, 0 or 1, once a minute; the least of a period unless told otherwise. */
  metricHealthCheckUp(check: string, options: MetricOptions = {}): Metric {
    return this.ofCheck('healthCheckUp', check, { statistic: 'Minimum', ...options });
  }

  /** Milliseconds of a health check, once a minute; the most of a period unless told otherwise. */
  metricHealthCheckLatency(check: string, options: MetricOptions = {}): Metric {
    return this.ofCheck('healthCheckLatency', check, { statistic: 'Maximum', ...options });
  }

  /**
   * Calls that wait for a person's approval, once a minute; the most of a period unless told otherwise. Without data
   * where no tool asks for approval.
   */
  metricApprovalsPending(options: MetricOptions = {}): Metric {
    return this.metrics.metric('approvalsPending', {}, { statistic: 'Maximum', ...options });
  }

  /**
   * Seconds that the oldest of them has waited, once a minute, 0 while none does; the most of a period unless told
   * otherwise. Without data where no tool asks for approval.
   */
  metricApprovalsOldestAge(options: MetricOptions = {}): Metric {
    return this.metrics.metric('approvalsOldestAge', {}, { statistic: 'Maximum', ...options });
  }

  /**
   * Requests that one container answers at a time, once a minute; of the busiest container unless told otherwise.
   * Without data on Lambda, where an instance answers one.
   */
  metricInFlight(options: MetricOptions = {}): Metric {
    return this.metrics.metric('inFlight', {}, { statistic: 'Maximum', ...options });
  }

  /**
   * Connections that one container holds, once a minute; of the busiest container unless told otherwise. Without
   * data on Lambda, which has none.
   */
  metricActiveConnections(options: MetricOptions = {}): Metric {
    return this.metrics.metric('activeConnections', {}, { statistic: 'Maximum', ...options });
  }

  private get metrics(): ServiceMetrics {
    return new ServiceMetrics(this.manifest.name);
  }

  private ofCalls(key: MetricKey, { tool, ...options }: ToolMetricOptions): Metric {
    if (tool === undefined) return this.metrics.metric(key, {}, options);
    assertKnown(
      'tool',
      tool,
      this.manifest.tools.map(({ name }) => name),
    );
    return this.metrics.metric(key, { tool }, options);
  }

  private ofCheck(key: MetricKey, check: string, options: MetricOptions): Metric {
    assertKnown(
      'health check',
      check,
      this.manifest.healthChecks.map(({ name }) => name),
    );
    return this.metrics.metric(key, { check }, options);
  }
}

/** @throws when nothing is ever published under the value: a graph would be empty, an alarm silent. */
function assertKnown(what: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new Error(
    `There is no ${what} '${value}' to have a metric; there are ${known.join(', ') || 'none'}.`,
  );
}
