import type { Runbook } from './runbooks';

/** The lines of tool calls: each has one `Calls`, and a `Faults` and a `Slow` of 0 or 1. */
const OF_CALLS = 'filter ispresent(Calls)';

/** What happened to the service itself, who was refused and why, and what an operator ended. */
export const AUDIT_QUERY: readonly string[] = [
  'filter ispresent(audit) or status in [401, 403] or policy in ["scopes", "switch"]',
  'fields @timestamp, message, audit, switched, to, operator, changedAt, release, version, caller, agent, tool, policy, code, reason, requestId',
  'sort @timestamp desc',
  'limit 200',
];

/** For each runbook the query to begin with, as its page shows it. */
export const LOG_QUERIES: Readonly<Record<Runbook, readonly string[]>> = {
  outage: [
    OF_CALLS,
    'filter Faults = 1',
    'stats count(*) as faults, latest(cause) as lastCause by code, tool',
    'sort faults desc',
  ],
  'availability-burn': [
    OF_CALLS,
    'stats sum(Faults) as faults, count(*) as calls, 100 * sum(Faults) / count(*) as percent by tool, bin(5m) as at',
    'filter faults > 0',
    'sort at desc, faults desc',
  ],
  'availability-slow-burn': [
    OF_CALLS,
    'filter Faults = 1',
    'stats count(*) as faults by tool, code, release',
    'sort faults desc',
  ],
  'latency-burn': [
    OF_CALLS,
    'stats sum(Slow) as slow, count(*) as calls, pct(Latency, 95) as p95, pct(upstreamMs, 95) as upstreamP95 by tool',
    'sort slow desc',
  ],
  'latency-slow-burn': [
    OF_CALLS,
    'stats 100 * sum(Slow) / count(*) as percentSlow, pct(Latency, 95) as p95 by tool, bin(6h) as at',
    'sort percentSlow desc',
  ],
  'tool-faults': [
    OF_CALLS,
    'filter Faults = 1',
    'fields @timestamp, tool, code, cause, caller, requestId, traceId',
    'sort @timestamp desc',
    'limit 50',
  ],
  release: [
    OF_CALLS,
    'stats sum(Faults) as faults, sum(Slow) as slow, count(*) as calls, pct(Latency, 95) as p95, min(@timestamp) as since by release',
    'sort since desc',
  ],
  refusals: [
    OF_CALLS,
    'filter ispresent(code) and Faults = 0',
    'stats count(*) as refusals by caller, agent, tool, code',
    'sort refusals desc',
    'limit 20',
  ],
  'unknown-outcomes': [
    'filter ispresent(UnknownOutcomes)',
    'fields @timestamp, tool, code, idempotencyId, caller, requestId, cause',
    'sort @timestamp desc',
    'limit 50',
  ],
  'approvals-stale': [
    'filter code = "APPROVAL_REQUIRED"',
    'stats count(*) as asked, min(@timestamp) as firstAsked, max(@timestamp) as lastAsked by tool, caller, agent',
    'sort firstAsked asc',
    'limit 50',
  ],
  'health-checks': [
    'filter message = "health check failed"',
    'stats count(*) as failures, latest(reason) as lastReason, max(@timestamp) as at by check, critical',
    'sort failures desc',
  ],
  silent: ['fields @timestamp, @message', 'sort @timestamp desc', 'limit 50'],
  'function-errors': [
    'filter level = "ERROR" or type = "platform.initReport" or (type = "platform.report" and record.status != "success")',
    'fields @timestamp, type, record.status, record.errorType, message, errorMessage, cause',
    'sort @timestamp desc',
    'limit 50',
  ],
  'function-throttles': [
    OF_CALLS,
    'stats count(*) as calls, avg(Latency) as meanMs, count(*) * avg(Latency) / 60000 as busyInstances by bin(1m) as at',
    'sort at desc',
    'limit 60',
  ],
  'endpoint-errors': [
    'filter status >= 500 or (type = "platform.report" and record.status != "success")',
    'fields @timestamp, status, path, code, cause, durationMs, record.status, requestId',
    'sort @timestamp desc',
    'limit 50',
  ],
  'endpoint-throttles': [
    'filter message = "request"',
    'stats count(*) as requests by caller, agent, status, bin(1m) as at',
    'sort requests desc',
    'limit 50',
  ],
  targets: [
    'filter level = "ERROR" or message in ["health check failed", "instance started"]',
    'fields @timestamp, @logStream, level, message, check, reason, cause, release',
    'sort @timestamp desc',
    'limit 50',
  ],
  containers: [
    'filter ispresent(InFlight)',
    'stats max(InFlight) as inFlight, max(ActiveConnections) as connections by @logStream, bin(5m) as at',
    'sort at desc',
    'limit 100',
  ],
  'state-throttles': [
    'filter idempotency in ["unavailable", "unsettled"] or limitStore = "unavailable"',
    'stats count(*) as calls, latest(limitStoreFailure) as lastFailure by caller, tool, idempotency, limitStore',
    'sort calls desc',
    'limit 20',
  ],
};
