/** The pages below `docs/runbooks`, one for each kind of alarm. */
export const RUNBOOKS = [
  'outage',
  'availability-burn',
  'availability-slow-burn',
  'latency-burn',
  'latency-slow-burn',
  'tool-faults',
  'release',
  'refusals',
  'unknown-outcomes',
  'approvals-stale',
  'health-checks',
  'silent',
  'function-errors',
  'function-throttles',
  'endpoint-errors',
  'endpoint-throttles',
  'state-throttles',
  'targets',
  'containers',
] as const;

export type Runbook = (typeof RUNBOOKS)[number];

/** Where the pages are in a project that uses the package. */
export const RUNBOOKS_IN_PACKAGE = 'node_modules/cdk-mcp-service/docs/runbooks';
