/** What a template does not say and no account was asked for. `docs/topologies.md` shows every one of them. */
export const ASSUMED = {
  /** AWS's month. */
  hours: 730,
  /** Of a call in Lambda, and of a probe. */
  callSeconds: 0.1,
  /** The lines of a call, and what Lambda itself writes of its start and end. */
  logBytes: 2_000,
  /** The line of API Gateway. */
  accessLogBytes: 350,
  /** The records of a connection of its own. */
  flowLogBytes: 240,
  /** A request and its reply, each on a connection of its own. */
  transferBytes: 4_000,
  /** Metrics that Container Insights publishes of a cluster, a service and a family of tasks. */
  insightsMetrics: 30,
  /** An instance lives for some hours: the metric of cold starts has a value in half of them. */
  shareOfHoursWithColdStarts: 0.5,
} as const;

/** Of one capacity unit of a load balancer, in an hour: whichever is used up first is paid. */
export const CAPACITY_UNIT = {
  connections: 25 * 3_600,
  bytes: { lambda: 0.4e9, fargate: 1e9 },
} as const;
