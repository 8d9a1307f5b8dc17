/** CloudWatch namespace of every metric the server emits. */
export const METRIC_NAMESPACE = 'McpService';

export type MetricUnit = 'Count' | 'Milliseconds';

export interface MetricDefinition {
  readonly name: string;
  readonly unit: MetricUnit;
}

/**
 * Dimension sets under which every call metric is published. A metric with one dimension more or less is
 * another metric, and an alarm on it stays silent for ever: both sides take the sets from here.
 */
export const CALL_DIMENSIONS = [['service'], ['service', 'tool']] as const;

/** Dimension sets of what is counted wherever it happens, in a call or not. */
export const SERVICE_DIMENSIONS = [['service']] as const;

/** One value for each time that it happens; no value where it does not. */
export const SERVICE_METRICS = {
  /** A limit could not be asked for: the tool's declared choice held. */
  limitStoreUnavailable: { name: 'LimitStoreUnavailable', unit: 'Count' },
} as const satisfies Record<string, MetricDefinition>;

/** One value each per tool call. */
export const CALL_METRICS = {
  calls: { name: 'Calls', unit: 'Count' },
  /** Calls that ended in a code that is the server's fault. 0 is published too, so that a ratio has data. */
  faults: { name: 'Faults', unit: 'Count' },
  latency: { name: 'Latency', unit: 'Milliseconds' },
} as const satisfies Record<string, MetricDefinition>;
