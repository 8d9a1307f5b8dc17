/** CloudWatch namespace of every metric the server emits. */
export const METRIC_NAMESPACE = 'McpService';

export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds';

/** Fields of a line that may be dimensions. Never the caller: every value is a metric that is paid for. */
export type MetricDimension = 'service' | 'tool' | 'release' | 'code' | 'check';

export interface MetricDefinition {
  readonly name: string;
  readonly unit: MetricUnit;
  /**
   * The sets under which it is published. A metric with one dimension more or less is another metric, and an
   * alarm on it stays silent for ever: both sides take the sets from here.
   */
  readonly dimensions: readonly (readonly MetricDimension[])[];
}

const OF_SERVICE = [['service']] as const;
const OF_CALL = [['service'], ['service', 'tool'], ['service', 'release']] as const;
const OF_CHECK = [['service', 'check']] as const;

export const METRICS = {
  /** One value each per tool call. */
  calls: { name: 'Calls', unit: 'Count', dimensions: OF_CALL },
  /** 1 where a call ended in a code that is the server's fault, else 0: a ratio has data while calls come. */
  faults: { name: 'Faults', unit: 'Count', dimensions: OF_CALL },
  /** 1 where a call took longer than its tool's latency objective, else 0. */
  slow: { name: 'Slow', unit: 'Count', dimensions: OF_CALL },
  latency: { name: 'Latency', unit: 'Milliseconds', dimensions: OF_CALL },

  /** 1 for a call that ended in an error, whoever's fault it is; a call of a tool that does not exist too. */
  errors: { name: 'Errors', unit: 'Count', dimensions: [['service'], ['service', 'code']] },

  /** 1 each time that it happens; nothing where it does not. */
  rateLimited: { name: 'RateLimited', unit: 'Count', dimensions: OF_SERVICE },
  replays: { name: 'Replays', unit: 'Count', dimensions: OF_SERVICE },
  /** A call with an effect of which nobody knows whether it took place. */
  unknownOutcomes: { name: 'UnknownOutcomes', unit: 'Count', dimensions: OF_SERVICE },
  /** A limit could not be asked for: the tool's declared choice held. */
  limitStoreUnavailable: { name: 'LimitStoreUnavailable', unit: 'Count', dimensions: OF_SERVICE },
  /** A request without a token that is good here. */
  unauthorized: { name: 'Unauthorized', unit: 'Count', dimensions: OF_SERVICE },
  /** The first line of an instance. */
  coldStarts: { name: 'ColdStarts', unit: 'Count', dimensions: OF_SERVICE },

  /** Once a minute, also while nobody calls. */
  healthChecksDown: { name: 'HealthChecksDown', unit: 'Count', dimensions: OF_SERVICE },
  healthCheckUp: { name: 'HealthCheckUp', unit: 'Count', dimensions: OF_CHECK },
  healthCheckLatency: { name: 'HealthCheckLatency', unit: 'Milliseconds', dimensions: OF_CHECK },
  /** Once a minute, where a tool asks for approval: how many calls wait for a person, and since when the oldest. */
  approvalsPending: { name: 'ApprovalsPending', unit: 'Count', dimensions: OF_SERVICE },
  approvalsOldestAge: { name: 'ApprovalsOldestAge', unit: 'Seconds', dimensions: OF_SERVICE },
  /** Once a minute and instance, where an instance lives between requests. */
  inFlight: { name: 'InFlight', unit: 'Count', dimensions: OF_SERVICE },
  activeConnections: { name: 'ActiveConnections', unit: 'Count', dimensions: OF_SERVICE },
} as const satisfies Record<string, MetricDefinition>;
